import { Random } from '../../../dev/random';
import { SAMPLE_RATE, type VocabularyEntry } from '../../../nodes/lib/built-in/recogniser/recogniser';
import type { Recording } from '../recognise/recordings';
import { speak, type Voice } from './synthesizers';
import { FOREIGN_NAMES, SENTENCES, type Texts } from './texts';

/** Number of entries in lists of names. */
const LIST = 100;
/** Signal-to-noise ratio of commands, decibels. */
const RATIO = 10;
/** Amplitude below which samples are pauses, and don't count for the level of speech. */
const QUIET = 0.01;

/** Other lengths of lists. */
const OTHER_LISTS = [
  { kind: 'real recordings, 12 entries', entries: 12 },
  { kind: 'real recordings, 1,000 entries', entries: 1000 },
] as const;

/** Kinds of recordings, which are reported separately. */
export type Kind =
  | 'names'
  | 'names with sounds_like'
  | 'commands'
  | 'commands in noise'
  | 'real recordings'
  | 'real recordings, 12 entries'
  | 'real recordings, 1,000 entries'
  | 'noise and silence';

/** A recording with its custom dictionary. */
export interface Planted extends Recording {
  kind: Kind;
  vocabulary: readonly VocabularyEntry[];
  /** The name that is spoken in it. */
  planted?: string;
}

/** All recordings, with every nth text of each voice. */
export async function materialOf(
  texts: Texts,
  voices: readonly Voice[],
  real: readonly Recording[],
  every: number,
): Promise<Planted[]> {
  const names = [
    ...entriesOf([...texts.names, ...FOREIGN_NAMES].slice(0, LIST - Object.keys(texts.soundsLike).length)),
    ...Object.entries(texts.soundsLike).map(([content, sound]) => ({ content, soundsLike: [sound] })),
  ];
  const commands = entriesOf(texts.commands);
  const foreign = entriesOf(FOREIGN_NAMES);
  const random = new Random(1);
  const planted: Planted[] = [];
  for (const [number, voice] of voices.entries()) {
    const said: Omit<Planted, 'samples' | 'name'>[] = [
      ...texts.names.map((name, index) => ({
        kind: 'names' as const,
        planted: name,
        ...sentence(name, index * 3 + number),
      })),
      ...Object.keys(texts.soundsLike).map((name, index) => ({
        kind: 'names with sounds_like' as const,
        planted: name,
        ...sentence(name, index + number),
      })),
      ...texts.commands.map((text) => ({ kind: 'commands' as const, text })),
    ]
      .filter((_, index) => index % every === 0)
      .map((item) => ({ ...item, vocabulary: item.kind === 'commands' ? commands : names }));
    const spoken = await speak(
      voice,
      said.map(({ text, planted: name }) => text.replace(name ?? '', texts.soundsLike[name ?? ''] ?? name ?? '')),
    );
    for (const [index, item] of said.entries()) {
      const samples = spoken[index]!;
      const name = `${voice.name}: ${item.text}`;
      planted.push({ ...item, name, samples });
      if (item.kind !== 'commands') continue;
      planted.push({ ...item, kind: 'commands in noise', name, samples: inNoise(samples, random) });
    }
  }
  return [
    ...planted,
    ...real.map((recording) => ({ ...recording, kind: 'real recordings' as const, vocabulary: foreign })),
    ...OTHER_LISTS.flatMap(({ kind, entries }) =>
      real
        .filter((_, index) => index % every === 0)
        .map((recording) => ({ ...recording, kind, vocabulary: entriesOf(foreignNames(entries)) })),
    ),
    ...[0, 0.001, 0.01, 0.1].map((level) => ({
      kind: 'noise and silence' as const,
      name: `noise of ${level}`,
      text: '',
      samples: new Float32Array(15 * SAMPLE_RATE).map(() => level * random.normal()),
      vocabulary: foreign,
    })),
  ];
}

/** Names, then combinations of first and last names. */
function foreignNames(count: number): string[] {
  const names = FOREIGN_NAMES.length;
  return Array.from({ length: count }, (_, index) => {
    const name = FOREIGN_NAMES[index % names]!;
    return index < names ? name : `${FOREIGN_NAMES[(index * 7) % names]!} ${name}`;
  });
}

function entriesOf(contents: readonly string[]): VocabularyEntry[] {
  return contents.map((content) => ({ content, soundsLike: [] }));
}

function sentence(name: string, index: number): { text: string } {
  return { text: SENTENCES[index % SENTENCES.length]!.replace('{}', name) };
}

/** Adds white noise to speech. */
function inNoise(samples: Float32Array, random: Random): Float32Array {
  const loud = samples.filter((sample) => Math.abs(sample) > QUIET);
  const power = loud.reduce((sum, sample) => sum + sample ** 2, 0) / Math.max(1, loud.length);
  const deviation = Math.sqrt(power / 10 ** (RATIO / 10));
  return samples.map((sample) => sample + deviation * random.normal());
}
