import { isObject } from '../settings/validators';
import { AudioError } from './format';
import { formatPropertiesOf, type FormatProperties } from './format-properties';
import { bytesOfBase64 } from './payload';

type Fields = Record<string, unknown>;

/** The telephone call of a message, and its track, if it names them. */
export interface Call {
  id?: string;
  track?: string;
}

/** The content of a telephony message. */
export type TelephonyMessage =
  | { kind: 'start' | 'stop'; hints: FormatProperties; call: Call }
  | { kind: 'media'; data: Buffer; hints: FormatProperties; call: Call }
  | { kind: 'nothing' };

/** Telephony messages that do not concern the audio. */
const TELEPHONY_NOTES: readonly unknown[] = ['connected', 'mark', 'dtmf', 'clear'];
/** Longest name of a call or track, characters. */
const LONGEST_NAME = 100;
/** The format of telephony by default. */
const TELEPHONY_FORMAT: FormatProperties = { encoding: 'mulaw', rate: 8000, channels: 1 };
/** Property names of the id of a call: Twilio, Plivo, Telnyx, Exotel, Ozonetel. */
const CALL_NAMES = ['streamSid', 'streamId', 'stream_id', 'stream_sid', 'ucid'];
/** Property names of one side of a call, beside the audio or around it: Twilio, Bandwidth, and those that vary them. */
const TRACK_NAMES = ['track', 'tag', 'leg', 'participant', 'participantId', 'participant_id', 'channel'];

/**
 * Reads the JSON of telephony providers: Twilio, those that copied its format, and Bandwidth, which varies it; undefined for
 * other objects.
 *
 * @throws AudioError `not_audio`
 */
export function readTelephony(object: Fields): TelephonyMessage | undefined {
  const { event = object.eventType } = object;
  if (TELEPHONY_NOTES.includes(event)) return { kind: 'nothing' };
  const start = [object.start, object.metadata].find(isObject);
  if (event === 'start' && start) {
    const hints = { ...TELEPHONY_FORMAT, ...formatPropertiesOf(mediaFormatIn(start)) };
    return { kind: 'start', hints, call: callOf(object, start) };
  }
  if (event === 'stop') return { kind: 'stop', hints: TELEPHONY_FORMAT, call: callOf(object) };
  const media = isObject(object.media) ? object.media : object.eventType === 'media' ? object : undefined;
  if (event !== 'media' || !media) return undefined;
  const { payload } = media;
  const data = typeof payload === 'string' ? bytesOfBase64(payload) : undefined;
  if (!data) throw new AudioError('not_audio', 'The telephone message of type "media" holds no base64 audio.');
  if (data.length === 0) return { kind: 'nothing' };
  return { kind: 'media', data, hints: TELEPHONY_FORMAT, call: callOf(object, media) };
}

/** The format of a call, or of its first track: all tracks have the same. */
function mediaFormatIn(start: Fields): Fields {
  const tracks: unknown[] = Array.isArray(start.tracks) ? start.tracks : [];
  const described = [start, ...tracks.filter(isObject)];
  return described.flatMap(({ mediaFormat, media_format }) => [mediaFormat, media_format]).find(isObject) ?? {};
}

/** The names of the call and the track. */
function callOf(object: Fields, inner: Fields = {}): Call {
  const names = [object, inner].flatMap((one) => CALL_NAMES.map((name) => one[name]));
  const id = names.find((name) => typeof name === 'string');
  const track = [inner, object].flatMap((one) => TRACK_NAMES.map((name) => one[name])).find(isLabel);
  return {
    ...(id !== undefined && { id: id.slice(0, LONGEST_NAME) }),
    ...(track !== undefined && { track: String(track).slice(0, LONGEST_NAME) }),
  };
}

function isLabel(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '');
}
