/** Words that mean an end. */
const VERBS: ReadonlySet<string> = new Set(
  (
    'stop stopped end ended close closed finish finished terminate terminated eos eof done hangup ' +
    'disconnect disconnected bye quit'
  ).split(' '),
);
/** Words that may stand beside them: names for all of the audio, not for utterances, turns or sentences within it. */
const OBJECTS: ReadonlySet<string> = new Set(
  (
    'the of stream streams streaming audio input buffer user recording record session transcription transcribe ' +
    'transcriber recognition task media websocket socket connection call'
  ).split(' '),
);
const LONGEST = 60;

/**
 * Whether a word, in any spelling, says that no more audio comes: `stop`, `CloseStream`, `end_of_stream`, `input_audio.end`.
 * `speech_end` and `end_of_utterance` do not.
 */
export function isEndWord(word: unknown): boolean {
  if (typeof word !== 'string' || word.length > LONGEST) return false;
  const parts = word
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((part) => part !== '');
  return parts.some((part) => VERBS.has(part)) && parts.every(isKnown);
}

function isKnown(part: string): boolean {
  return VERBS.has(part) || OBJECTS.has(part);
}
