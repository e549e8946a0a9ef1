import { isObject } from '../settings/validators';
import { AudioError } from './format';
import { bytesOfBase64 } from './payload';
import { isDestroyed } from './text-bytes';

/** The properties of a message that show which node it comes from. */
interface SentMessage {
  payload?: unknown;
  filename?: unknown;
  interim?: unknown;
  parts?: unknown;
  req?: unknown;
}

/** Characters from which text may be base64. */
const SHORTEST_BASE64 = 40;
const AUDIO_FILE_NAME = /^[^\n]{0,1000}\.(?:wav|mp3|ogg|opus|webm|flac|m4a|mp4|aac|raw|pcm|aiff?|caf|amr|au)$/i;

const READ_FILE = 'Set "Output" of the "read file" node (file in) to "a single Buffer object".';
const FALLBACK =
  'Set the output of the node before this one (mqtt in, tcp in, udp in, http request, read file, join, exec, ...) to ' +
  '"a Buffer"; text decoding destroys audio.';

/** Core nodes, by the properties of their messages, each with the setting that makes it emit bytes. */
const SENDERS: { sent: (message: SentMessage & Record<string, unknown>) => boolean; cure: string }[] = [
  {
    sent: ({ filename, parts }) => isName(filename) && isObject(parts),
    cure: `${READ_FILE.slice(0, -1)} or "a stream of Buffers".`,
  },
  { sent: ({ filename }) => isName(filename), cure: READ_FILE },
  {
    sent: ({ statusCode, headers }) => typeof statusCode === 'number' && isObject(headers),
    cure: 'Set "Return" of the "http request" node to "a binary buffer".',
  },
  {
    sent: ({ req }) => isObject(req),
    cure:
      'Send it to the "http in" node with a Content-Type such as audio/wav or application/octet-stream, or as a form with ' +
      '"Accept file uploads" ticked.',
  },
  {
    sent: ({ topic, qos, retain }) => typeof topic === 'string' && qos !== undefined && retain !== undefined,
    cure: 'Set "Output" of the "mqtt in" node to "a Buffer".',
  },
  {
    sent: ({ _session }) => isObject(_session) && _session.type === 'websocket',
    cure: 'Let the client send binary frames: the "websocket in" node passes text frames on as text.',
  },
  {
    sent: ({ fromip }) => typeof fromip === 'string',
    cure: 'Set "Output" of the "udp in" node to "a Buffer".',
  },
  {
    sent: ({ _session }) => isObject(_session) && _session.type === 'tcp',
    cure: 'Set "Output" of the "tcp in" node to "stream of" "Buffer".',
  },
  {
    sent: ({ ip, port }) => typeof ip === 'string' && port !== undefined,
    cure: 'Set "Output" of the "tcp in" node to "stream of" "Buffer".',
  },
  {
    sent: ({ rc }) => isObject(rc),
    cure: 'The "exec" node gives a Buffer for whatever is not text: let the command write audio to its standard output.',
  },
  {
    sent: ({ parts }) => isObject(parts) && parts.type === 'string',
    cure: 'It was text before the "split" node: let the node before that give a Buffer.',
  },
];

/** The error for text in place of audio. It names the setting of the sending node, if that can be told. */
export function textNotAudio(text: string, message: SentMessage): AudioError {
  const error = (hint: string): AudioError =>
    new AudioError('text_not_audio', `msg.payload is text, not audio. ${hint}`);
  if (message.interim !== undefined) {
    return error('It was recognised by the browser already: let the microphone record audio instead of speech.');
  }
  const cure = senderCure(message);
  if (/^\s*\{\s*"/.test(text)) {
    return error(`If it is JSON with audio, send that as base64 under the name "audio". ${cure ?? FALLBACK}`);
  }
  if (text.length >= SHORTEST_BASE64 && bytesOfBase64(text)) {
    const encoding = /^(?:[0-9a-f]{2})+$/i.test(text) ? 'hex' : 'base64';
    return error(`If it is ${encoding}, set msg.encoding to "${encoding}".${cure === undefined ? '' : ` Or: ${cure}`}`);
  }
  if (AUDIO_FILE_NAME.test(text)) {
    return error('If it is the name of a file, read it with a "read file" node (file in) that gives a Buffer.');
  }
  return error(cure !== undefined && isDestroyed(text) ? `${cure} Text decoding destroys audio.` : (cure ?? FALLBACK));
}

function senderCure(message: SentMessage): string | undefined {
  return SENDERS.find(({ sent }) => sent(message as SentMessage & Record<string, unknown>))?.cure;
}

/** The error for what is neither text nor bytes. It names the setting of the sending node, if that can be told. */
export function notAudio(value: unknown, message: SentMessage): AudioError {
  return new AudioError(
    'not_audio',
    `msg.payload is ${describe(value)}, not audio. Send a Buffer, or msg.action to control the stream. ${cureOf(value, message)}`.trim(),
  );
}

/** The cure for common wrong inputs. */
function cureOf(value: unknown, message: SentMessage): string {
  if (typeof value === 'number') return 'An "inject" node gives its payload as it is set there: choose "buffer".';
  if (Array.isArray(value) || isObject(value)) {
    const cure = senderCure(message);
    if (cure !== undefined) return cure;
    return 'A "join" node has to create "a Buffer"; an "mqtt in" or "http request" node must not parse JSON.';
  }
  return '';
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `of type ${typeof value}`;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
