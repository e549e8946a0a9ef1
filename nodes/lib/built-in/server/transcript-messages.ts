import type { AddTranscript, EndOfUtterance, RecognitionResult } from '../../speech-api/messages';
import type { RecognisedWord } from '../recogniser/recogniser';
import { endsWithSentenceMark } from '../../transcript/sentence';
import { LANGUAGE } from './start-recognition';

/** Format version of the server's transcripts. */
const FORMAT = '2.9';

/** The common fields of partials and finals. `startTime` and `endTime`: the audio that they cover, seconds. */
export function transcriptOf(
  words: RecognisedWord[],
  startTime: number,
  endTime: number,
): Omit<AddTranscript, 'message'> {
  return {
    format: FORMAT,
    metadata: { start_time: rounded(startTime), end_time: rounded(endTime), transcript: plainText(words) },
    results: words.map(result),
  };
}

/** The EndOfUtterance message. `time` in seconds. */
export function endOfUtteranceMessage(time: number, forced: boolean): EndOfUtterance {
  const at = rounded(time);
  return {
    message: 'EndOfUtterance',
    metadata: { start_time: at, end_time: at },
    ...(forced ? { forced: true } : {}),
  };
}

function result(word: RecognisedWord): RecognitionResult {
  const punctuation = word.type === 'punctuation';
  return {
    type: word.type,
    start_time: rounded(word.startTime),
    end_time: rounded(word.endTime),
    ...(punctuation ? { attaches_to: 'previous' as const, is_eos: endsWithSentenceMark(word.content) } : {}),
    alternatives: [{ content: word.content, confidence: rounded(word.confidence), language: LANGUAGE, speaker: 'UU' }],
  };
}

/** Servers end the text with a space, so that clients can concatenate the texts of consecutive finals. */
function plainText(words: RecognisedWord[]): string {
  const text = words.reduce(
    (before, { type, content }) => before + (type === 'word' && before ? ' ' : '') + content,
    '',
  );
  return text && `${text} `;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
