import { CodedError } from '../errors/coded-error';
import type { FlowMessage } from '../message/flow-message';
import { invalidSetting } from '../settings/settings-error';
import { isObject } from '../settings/validators';
import { kindOfUrl } from './address';
import { type Place, readPlace } from './source-settings';

const ACTIONS = ['start', 'stop', 'pause'] as const;

/** A request to an audio source. */
export interface SourceRequest {
  action: (typeof ACTIONS)[number];
  /** The source to use instead of the configured one. */
  place?: Place;
  /** A file in the configured folder. */
  filename?: string;
  topic?: string;
}

/** Empty settings for another source, so that it gets none of the configured ones, least of all the password. */
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
 * Reads a message. No action, and `resume`, mean `start`; `false` as payload, as a switch sends it, `stop`.
 *
 * @throws CodedError `unknown_action`, `source_not_allowed`, `file_not_allowed`, `invalid_setting`
 */
export function readRequest(message: FlowMessage, place: Place): SourceRequest {
  const { source, filename, topic } = message;
  const request: SourceRequest = { action: readAction(message) };
  if (typeof topic === 'string' && topic !== '') request.topic = topic;
  if (request.action !== 'start') return request;
  if (source !== undefined && source !== null && source !== '') return { ...request, ...readSource(source, place) };
  if (filename === undefined || filename === null || filename === '') return request;
  if (typeof filename !== 'string') throw invalidSetting('msg.filename', 'the name of a file');
  if (place.source === 'file') return { ...request, filename };
  throw new CodedError('file_not_allowed', 'msg.filename is for an audio source that is set to a file or folder.');
}

function readAction({ action, payload }: FlowMessage): SourceRequest['action'] {
  const told = isMissing(action) && isObject(payload) ? payload.action : action;
  if (isMissing(told)) {
    return payload === false ? 'stop' : (actionNamed(wordIn(payload)) ?? 'start');
  }
  const known = actionNamed(wordIn(told));
  if (known) return known;
  throw new CodedError('unknown_action', `An audio source knows the actions ${ACTIONS.join(', ')}.`);
}

function actionNamed(word: string | undefined): SourceRequest['action'] | undefined {
  return word === 'resume' ? 'start' : ACTIONS.find((name) => name === word);
}

function wordIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim().toLowerCase() : undefined;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Messages must not give access to the machine's files: only files in the folder, and no arguments. */
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
