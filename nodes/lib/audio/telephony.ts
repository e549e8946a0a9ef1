import { isObject } from '../settings/validators';
import { AudioError } from './format';
import { formatPropertiesOf, type FormatProperties } from './format-properties';
import { bytesOfBase64 } from './payload';

type Fields = Record<string, unknown>;

/** The telephone call that a message is of, and which of its voices, where it says so. */
export interface Call {
  id?: string;
  track?: string;
}

/** What a message of a telephone line brings. */
export type TelephonyMessage =
  | { kind: 'start' | 'stop'; hints: FormatProperties; call: Call }
  | { kind: 'media'; data: Buffer; hints: FormatProperties; call: Call }
  | { kind: 'nothing' };

/** Messages of telephony that say nothing of the audio. */
const TELEPHONY_NOTES: readonly unknown[] = ['connected', 'mark', 'dtmf', 'clear'];
/** Characters of the names of calls and tracks that tell them apart. */
const LONGEST_NAME = 100;
/** What telephony sends when it doesn't say. */
const TELEPHONY_FORMAT: FormatProperties = { encoding: 'mulaw', rate: 8000, channels: 1 };

/**
 * Reads the JSON of telephone lines: of Twilio, and of those who took its words; undefined for other objects.
 *
 * @throws AudioError `not_audio`
 */
export function readTelephony(object: Fields): TelephonyMessage | undefined {
  const { event } = object;
  if (TELEPHONY_NOTES.includes(event)) return { kind: 'nothing' };
  if (event === 'start' && isObject(object.start)) {
    const { mediaFormat, media_format } = object.start;
    const format = [mediaFormat, media_format].find(isObject) ?? {};
    const hints = { ...TELEPHONY_FORMAT, ...formatPropertiesOf(format) };
    return { kind: 'start', hints, call: callOf(object) };
  }
  if (event === 'stop') return { kind: 'stop', hints: TELEPHONY_FORMAT, call: callOf(object) };
  if (event !== 'media' || !isObject(object.media)) return undefined;
  const { payload } = object.media;
  const data = typeof payload === 'string' ? bytesOfBase64(payload) : undefined;
  if (!data) throw new AudioError('not_audio', 'The telephone message of type "media" holds no base64 audio.');
  if (data.length === 0) return { kind: 'nothing' };
  return { kind: 'media', data, hints: TELEPHONY_FORMAT, call: callOf(object, object.media) };
}

/** Twilio names the stream of a call `streamSid`, Plivo `streamId`, Telnyx `stream_id`. */
function callOf(object: Fields, media: Fields = {}): Call {
  const [id] = [object.streamSid, object.streamId, object.stream_id].filter((name) => typeof name === 'string');
  const { track } = media;
  return {
    ...(id !== undefined && { id: id.slice(0, LONGEST_NAME) }),
    ...(typeof track === 'string' && track !== '' && { track: track.slice(0, LONGEST_NAME) }),
  };
}
