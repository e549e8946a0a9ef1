import { webvtt } from '@deepgram/captions';
import { parseSync } from 'subtitle';
import { Captioner } from '../../../nodes/lib/captions/captioner';
import { lineWidths, type CaptionRules } from '../../../nodes/lib/captions/rules';
import { widthOf } from '../../../nodes/lib/captions/text-width';
import { textOfWords, type Word } from '../../../nodes/lib/captions/word';

/** A cue as displayed, and its words. */
export interface BuiltCue {
  start: number;
  end: number;
  lines: string[];
  words: readonly Word[];
}

/** Builds cues from the finals of a stream. */
export type Builder = (finals: readonly Word[][], rules: CaptionRules) => BuiltCue[];

/** Seconds of speech after a cue until it is settled, as usual in the node. */
const LOOK_AHEAD = 4;

const captionsNode: Builder = (finals, rules) => {
  const captioner = new Captioner(rules, LOOK_AHEAD);
  const writing = { language: 'en' };
  const cues = finals.flatMap((words) => captioner.add(words, writing));
  return [...cues, ...captioner.finish(writing)].map(({ start, end, lines, words }) => ({
    start,
    end,
    lines: lines.map(({ text }) => text),
    words,
  }));
};

function spoken(words: readonly Word[], lines: string[]): BuiltCue {
  return { start: words[0]!.start, end: words.at(-1)!.end, lines, words };
}

const eachFinal: Builder = (finals) => finals.map((words) => spoken(words, [textOfWords(words)]));

/** Fills line after line and cue after cue, as most builders do. */
const greedy: Builder = (finals, rules) => {
  const cues: Word[][][] = [];
  for (const word of finals.flat()) {
    const lines = cues.at(-1);
    const line = lines?.at(-1);
    const start = lines?.[0]?.[0]?.start ?? word.start;
    const width = widthOf(textOfWords([...(line ?? []), word]), lineWidths(rules));
    if (lines === undefined || line === undefined || word.end - start > rules.longest) cues.push([[word]]);
    else if (width <= rules.characters) line.push(word);
    else if (lines.length < rules.lines) lines.push([word]);
    else cues.push([[word]]);
  }
  return cues.map((lines) => spoken(lines.flat(), lines.map(textOfWords)));
};

const deepgram: Builder = (finals) => {
  const words = finals.flat();
  const listed = words.map(({ text, start, end, speaker = 'S1' }) => ({
    word: text,
    punctuated_word: text,
    start,
    end,
    speaker: Number(speaker.slice(1)) - 1,
  }));
  const document = webvtt({ results: { channels: [{ alternatives: [{ words: listed }] }] } });
  let taken = 0;
  return parseSync(document.replace(/^NOTE[\s\S]*?\n\n/m, '')).flatMap((node) => {
    if (node.type !== 'cue') return [];
    const text = node.data.text.replace(/<[^>]*>/g, '');
    const count = text.split(/\s+/).filter(Boolean).length;
    const own = words.slice(taken, taken + count);
    taken += count;
    return [{ start: node.data.start / 1000, end: node.data.end / 1000, lines: text.split('\n'), words: own }];
  });
};

/** The builders that are compared, by name. */
export const builders: Readonly<Record<string, Builder>> = {
  'captions node': captionsNode,
  'each final as a cue': eachFinal,
  greedy,
  '@deepgram/captions': deepgram,
};
