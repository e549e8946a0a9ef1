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

const ACTIONS = [
  'start',
  'finish',
  'cancel',
  'mute',
  'unmute',
  'set_recognition_config',
  'force_end_of_utterance',
  'get_speakers',
  'metrics',
] as const satisfies readonly Action[];

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
const LONGEST_ACTION = 60;

/** Returns the action that a control word means, in any spelling; `nothing` for a keep-alive; undefined for other text. */
export function controlIn(text: string): Action | 'nothing' | undefined {
  if (text.length > LONGEST_WORD) return undefined;
  return actionNamed(text) ?? (isKeepAlive(text.trim()) ? 'nothing' : undefined);
}

/** The action that a word names: `forceEndOfUtterance`, `GET-SPEAKERS`. */
function actionNamed(text: string): Action | undefined {
  const spelled = text.trim().replace(/([a-z])([A-Z])/g, '$1_$2');
  const word = spelled.toLowerCase().replace(/[-\s]+/g, '_');
  const action = ACTIONS.find((name) => name === word);
  if (action) return action;
  if (Object.hasOwn(CONTROL_WORDS, word)) return CONTROL_WORDS[word];
  return isEndWord(text) ? 'finish' : undefined;
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
  const known = typeof action === 'string' && action.length <= LONGEST_ACTION ? actionNamed(action) : undefined;
  if (known) return known;
  const given = typeof action === 'string' ? `"${action.slice(0, 40)}"` : `of type ${typeof action}`;
  throw new AudioError('unknown_action', `msg.action ${given} is not one of ${ACTIONS.join(', ')}.`);
}
