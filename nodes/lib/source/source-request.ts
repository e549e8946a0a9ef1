import { CodedError } from '../errors/coded-error';
import type { FlowMessage } from '../message/flow-message';
import { invalidSetting } from '../settings/settings-error';
import { isObject } from '../settings/validators';
import { kindOfUrl } from './address';
import { type Place, readPlace } from './source-settings';

const ACTIONS = ['start', 'stop', 'pause'] as const;

/** What a message asks an audio source for. */
export interface SourceRequest {
  action: (typeof ACTIONS)[number];
  /** What to hear in place of what is set; undefined: that. */
  place?: Place;
  /** Within the folder that is set. */
  filename?: string;
  topic?: string;
}

/** Settings of another place than the one that is set: nothing of that one is given to it, least of all its password. */
const NOWHERE = {
  source: undefined,
  system: 'auto',
  device: '',
  path: '',
  url: '',
  listen: false,
  sdp: '',
  arguments: '',
};

/**
 * Reads a message. Without an action it starts the source, as `resume` does.
 *
 * @throws CodedError `unknown_action`, `source_not_allowed`, `file_not_allowed`, `invalid_setting`
 */
export function readRequest(message: FlowMessage, place: Place): SourceRequest {
  const { action, source, filename, topic } = message;
  const request: SourceRequest = { action: readAction(action) };
  if (typeof topic === 'string' && topic !== '') request.topic = topic;
  if (request.action !== 'start') return request;
  if (source !== undefined && source !== null && source !== '') return { ...request, ...readSource(source, place) };
  if (filename === undefined || filename === null || filename === '') return request;
  if (typeof filename !== 'string') throw invalidSetting('msg.filename', 'the name of a file');
  if (place.source === 'file') return { ...request, filename };
  throw new CodedError('file_not_allowed', 'msg.filename is for an audio source that is set to a file or folder.');
}

function readAction(action: unknown): SourceRequest['action'] {
  if (action === undefined || action === null || action === '' || action === 'resume') return 'start';
  const known = ACTIONS.find((name) => name === action);
  if (known) return known;
  throw new CodedError('unknown_action', `An audio source knows the actions ${ACTIONS.join(', ')}.`);
}

/** Who can send a message does not thereby get at the files of the machine: files only by name, and no arguments. */
function readSource(source: unknown, set: Place): Pick<SourceRequest, 'place' | 'filename'> {
  const stored = typeof source === 'string' ? { source: kindOfUrl(source), url: source } : source;
  if (!isObject(stored) || typeof stored.source !== 'string') {
    throw new CodedError(
      'source_not_allowed',
      'msg.source must be a URL, or an object such as {"source": "microphone", "device": "default"}.',
    );
  }
  const place = readPlace({ ...NOWHERE, ...stored });
  if (place.source === 'ffmpeg' || place.sdp !== '') {
    throw new CodedError(
      'source_not_allowed',
      'A message may not give arguments for ffmpeg. Enter them in the audio source.',
    );
  }
  if (place.source !== 'file') return { place };
  if (set.source !== 'file') {
    throw new CodedError('file_not_allowed', 'A message may name a file only if the audio source is set to a folder.');
  }
  return { filename: place.path };
}
