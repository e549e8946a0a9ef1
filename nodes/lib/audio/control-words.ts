import { isEndWord } from './end-words';
import { AudioError } from './format';

/** A control action that a message asks for instead of bringing audio. */
export type Action =
  | 'start'
  | 'finish'
  | 'cancel'
  | 'mute'
  | 'unmute'
  | 'set_recognition_config'
  | 'force_end_of_utterance'
  | 'get_speakers'
  | 'metrics';

const ACTIONS: readonly string[] = [
  'start',
  'finish',
  'cancel',
  'mute',
  'unmute',
  'set_recognition_config',
  'force_end_of_utterance',
  'get_speakers',
  'metrics',
] satisfies Action[];

/** The words with which real sources and older flows control a stream. */
const CONTROL_WORDS: Partial<Record<string, Action>> = {
  start: 'start',
  stop: 'finish',
  pause: 'mute',
  resume: 'unmute',
  flush: 'force_end_of_utterance',
  finalize: 'force_end_of_utterance',
  commit: 'force_end_of_utterance',
};

/** Keep-alive messages and their answers, without spaces and punctuation. */
const KEEP_ALIVE: readonly unknown[] = ['ping', 'pong', 'keepalive', 'heartbeat', 'noop'];
const LONGEST_WORD = 20;

/** Returns the action that a control word means; `nothing` for a keep-alive; undefined for other text. */
export function controlIn(text: string): Action | 'nothing' | undefined {
  if (text.length > LONGEST_WORD) return undefined;
  const word = text.trim().toLowerCase();
  if (Object.hasOwn(CONTROL_WORDS, word)) return CONTROL_WORDS[word];
  if (isEndWord(text)) return 'finish';
  return isKeepAlive(word) ? 'nothing' : undefined;
}

/** As {@link controlIn}, for text in bytes, where very short words are taken to be samples. */
export function controlInBytes(bytes: Buffer): Action | 'nothing' | undefined {
  return bytes.length >= 4 && bytes.length <= LONGEST_WORD ? controlIn(bytes.toString('latin1')) : undefined;
}

/** Whether a value is a keep-alive. */
export function isKeepAlive(word: unknown): boolean {
  return typeof word === 'string' && KEEP_ALIVE.includes(word.toLowerCase().replace(/[-_ ]/g, ''));
}

/**
 * Reads the action of a message.
 *
 * @throws AudioError `unknown_action`
 */
export function readAction(action: unknown): Action {
  if (typeof action === 'string' && ACTIONS.includes(action)) return action as Action;
  const word = typeof action === 'string' && Object.hasOwn(CONTROL_WORDS, action) ? CONTROL_WORDS[action] : undefined;
  if (word) return word;
  const given = typeof action === 'string' ? `"${action.slice(0, 40)}"` : `of type ${typeof action}`;
  throw new AudioError('unknown_action', `msg.action ${given} is not one of ${ACTIONS.join(', ')}.`);
}
