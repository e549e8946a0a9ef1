import { wordErrors, normalisedWords } from '../../../dev/word-error-rate';
import { EngineChoice } from '../../../nodes/lib/built-in/recogniser/engine/engine-choice';
import type { EngineName } from '../../../nodes/lib/built-in/recogniser/engine/inference-engine';
import { Decoder } from '../../../nodes/lib/built-in/recogniser/moonshine/decoder';
import { Encoder } from '../../../nodes/lib/built-in/recogniser/moonshine/encoder';
import { MoonshineModel } from '../../../nodes/lib/built-in/recogniser/moonshine/model';
import { hypothesisOf } from '../../../nodes/lib/built-in/recogniser/moonshine/timed-words';
import { locateRecogniser } from '../../../nodes/lib/built-in/recogniser/packages';
import type { Recogniser } from '../../../nodes/lib/built-in/recogniser/recogniser';
import { sessionSettings, type Model } from './measure';
import { play } from './playback';
import type { RecordingSet } from './recordings';

/** Word errors of one set: streamed, and decoded as a whole. */
export interface Comparison {
  title: string;
  words: number;
  streamed: number;
  whole: number;
  /** Finals that begin with a mark. */
  leadingMarks: number;
}

/** Compares streaming recognition with decoding each recording as a whole. */
export async function compareWithWhole(
  recogniser: Recogniser,
  model: Model,
  engine: EngineName,
  sets: readonly RecordingSet[],
  progress: (what: string) => void,
): Promise<Comparison[]> {
  const paths = locateRecogniser();
  const speech = await new EngineChoice(engine).load(paths, (loaded) => MoonshineModel.load(paths, model, loaded));
  const decoder = new Decoder(speech);
  const compared: Comparison[] = [];
  for (const { title, recordings } of sets) {
    const sum: Comparison = { title, words: 0, streamed: 0, whole: 0, leadingMarks: 0 };
    for (const { name, text, samples } of recordings) {
      const { reports } = await play(recogniser, sessionSettings(model), samples);
      const finals = reports.flatMap(({ event }) => (event.type === 'final' ? [event.words] : []));
      const streamed = textOf(finals.flat());
      const audio = await new Encoder(speech).encode({ start: 0, samples });
      const whole = textOf(hypothesisOf(await decoder.decode(audio, [], []), speech.vocabulary, 0).words);
      if (normalisedWords(streamed).join() !== normalisedWords(whole).join()) {
        progress(`${model}, ${name}: ${streamed} | whole: ${whole}`);
      }
      sum.words += normalisedWords(text).length;
      sum.streamed += wordErrors(text, streamed);
      sum.whole += wordErrors(text, whole);
      sum.leadingMarks += finals.filter(([first]) => first?.type === 'punctuation').length;
    }
    compared.push(sum);
  }
  await speech.release();
  return compared;
}

function textOf(words: readonly { content: string }[]): string {
  return words.map(({ content }) => content).join(' ');
}
