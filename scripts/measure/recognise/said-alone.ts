import { Random } from '../../../dev/random';
import { SAMPLE_RATE } from '../../../nodes/lib/built-in/recogniser/recogniser';
import { installedVoices, REPORTING_VOICES, speak, TUNING_VOICES } from '../vocabulary/synthesizers';
import { readPrompts, readCommitted, whenInstalled, type Recording, type RecordingSet } from './recordings';

/** Whether recordings are used to tune the recogniser or to report results. */
export type Purpose = 'tuning' | 'reporting';

/** An isolated word or command. */
type Piece = Omit<Recording, 'name'>;

const NUMBERS = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen';
const DAYS = 'sunday monday tuesday wednesday thursday friday saturday';
const MONTHS = 'january february march april may june july august september october november december';
const LETTERS =
  'alpha bravo charlie delta echo foxtrot hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango ' +
  'uniform victor whiskey yankee zulu';

/** Words of Asterisk's shortest prompts, by file name. */
const WORDS: Readonly<Record<string, string>> = {
  ...inFiles(NUMBERS, (_, index) => `digits/${index}`),
  ...inFiles(DAYS, (_, index) => `digits/day-${index}`),
  ...inFiles(MONTHS, (_, index) => `digits/mon-${index}`),
  ...inFiles('today tomorrow yesterday hundred thousand million pound star', (word) => `digits/${word}`),
  ...inFiles(LETTERS, (word) => `phonetic/${word[0]}_p`),
  ...inFiles(
    'hello activated added calling disabled enabled extension location minute number second time transfer removed',
    (word) => word,
  ),
  ...inFiles('password first last message received saved no press', (word) => `vm-${word}`),
  transfer: 'please hold while i try that extension',
};

/** Texts of its prompts of a few words. */
const COMMANDS: Readonly<Record<string, string>> = {
  'one-moment-please': 'one moment please',
  'please-try-again': 'please try again',
  'do-not-disturb': 'do not disturb',
  'call-waiting': 'call waiting',
  'call-forwarding': 'call forwarding',
  'speed-dial': 'speed dial',
  'telephone-number': 'telephone number',
  'to-call-this-number': 'to call this number',
  'to-listen-to-it': 'to listen to it',
  'queue-thankyou': 'thank you for your patience',
  'hello-world': 'hello world',
  'im-sorry': "i'm sorry",
  'vm-nomore': 'no more messages',
  'vm-isonphone': 'is on the phone',
  'vm-deleted': 'message deleted',
  'dir-welcome': 'welcome to the directory',
  'all-circuits-busy-now': 'all circuits are busy now',
  'from-unknown-caller': 'from an unknown caller',
};

/** Texts for synthesizers. */
const SPOKEN = (
  'hello camel window garden yellow music kitchen table water coffee morning evening open close stop play louder yes no ' +
  'lamp bedroom finger monkey orange river mountain doctor paper summer winter'
).split(' ');
const SPOKEN_BY_EACH = 12;

/** Number of pieces in a recording, and seconds of silence after each, cyclically. */
const WORD_ROW = { length: 6, pauses: [0.5, 1, 0.7, 1.5, 0.6] };
const COMMAND_ROW = { length: 3, pauses: [1, 1.5] };
const DIGIT_ROWS = [
  { length: 4, pauses: [0.05] },
  { length: 8, pauses: [0.15, 0.3] },
  { length: 4, pauses: [0.6] },
  { length: 8, pauses: [0.05] },
  { length: 4, pauses: [0.15, 0.3] },
  { length: 8, pauses: [0.6] },
];
/** Seconds of silence before the first. */
const BEFORE = 0.5;
/** Standard deviation of the noise in every other recording. */
const NOISE = 0.0005;
/** Amplitude below which samples at both ends are silence. */
const QUIET = 0.003;
/** Seconds of silence that are kept. */
const MARGIN = { before: 0.03, after: 0.06 };

/**
 * Isolated words, digits and commands, several in a recording with pauses between them: from Asterisk's prompts and
 * test/recordings, and synthesized. The two purposes have different texts of the prompts' speaker, and different voices.
 */
export async function saidAlone(purpose: Purpose): Promise<RecordingSet[]> {
  const random = new Random(7);
  const half = purpose === 'tuning' ? 0 : 1;
  const ofHalf = (pieces: readonly Piece[]): Piece[] =>
    shuffled(pieces, random).filter((_, index) => index % 2 === half);
  const digits = Array.from({ length: 10 }, (_, digit) => NUMBERS.split(' ')[digit]!);
  const wanted = purpose === 'tuning' ? TUNING_VOICES : REPORTING_VOICES;
  const { voices, lacking } = await installedVoices(wanted);
  const synthesized: Recording[] = [];
  for (const voice of voices) {
    const texts = shuffled(SPOKEN, random).slice(0, SPOKEN_BY_EACH);
    const spoken = await speak(voice, texts);
    synthesized.push(
      ...rowsOf(
        voice.name,
        texts.map((text, index) => ({ text, samples: trimmed(spoken[index]!) })),
        WORD_ROW,
        random,
      ),
    );
  }
  const prompts = await whenInstalled('asterisk-core-sounds', 'asterisk-core-sounds-en-g722 ffmpeg', async () => {
    const [words, commands] = [trimAll(await readPrompts(WORDS)), trimAll(await readPrompts(COMMANDS))];
    return [
      ...rowsOf('words', ofHalf(words), WORD_ROW, random),
      ...DIGIT_ROWS.flatMap(({ length, pauses }, index) => {
        const row = Array.from({ length }, () => random.pick(digits));
        const pieces = row.map((digit) => words.find(({ text }) => text === digit)!);
        return rowsOf(`digits ${index}`, pieces, { length, pauses }, random);
      }).filter((_, index) => index % 2 === half),
      ...rowsOf('commands', ofHalf(commands), COMMAND_ROW, random),
    ];
  });
  const cards = (await readCommitted()).filter(({ name }) => name.startsWith('cards'));
  return [
    { title: 'test/recordings', recordings: purpose === 'tuning' ? [] : rowsOf('cards', cards, WORD_ROW, random) },
    prompts,
    {
      title: 'synthesized',
      recordings: synthesized,
      ...(lacking.length > 0 && { install: `apt-get install ${lacking.map(({ packages }) => packages).join(' ')}` }),
    },
  ];
}

function inFiles(words: string, fileOf: (word: string, index: number) => string): Record<string, string> {
  return Object.fromEntries(words.split(' ').map((word, index) => [fileOf(word, index), word]));
}

function trimAll(recordings: readonly Recording[]): Piece[] {
  return recordings.map(({ text, samples }) => ({ text, samples: trimmed(samples) }));
}

/** Removes silence at both ends. */
function trimmed(samples: Float32Array): Float32Array {
  const isLoud = (sample: number): boolean => Math.abs(sample) >= QUIET;
  const start = samples.findIndex(isLoud) - MARGIN.before * SAMPLE_RATE;
  return samples.slice(Math.max(0, start), samples.findLastIndex(isLoud) + MARGIN.after * SAMPLE_RATE);
}

/** Recordings of several pieces each, every other one with a little noise. */
function rowsOf(
  title: string,
  pieces: readonly Piece[],
  { length, pauses }: { length: number; pauses: readonly number[] },
  random: Random,
): Recording[] {
  const rows = Array.from({ length: Math.ceil(pieces.length / length) }, (_, row) =>
    pieces.slice(row * length, (row + 1) * length),
  );
  return rows.map((row, index) => {
    const samples = joined(row, pauses);
    return {
      name: `${title} ${index}`,
      text: row.map(({ text }) => text).join(' '),
      samples: index % 2 === 0 ? samples : samples.map((sample) => sample + NOISE * random.normal()),
    };
  });
}

function joined(pieces: readonly Piece[], pauses: readonly number[]): Float32Array {
  const silence = (seconds: number): Float32Array => new Float32Array(Math.round(seconds * SAMPLE_RATE));
  const parts = [
    silence(BEFORE),
    ...pieces.flatMap(({ samples }, index) => [samples, silence(pauses[index % pauses.length]!)]),
  ];
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((offset, part) => {
    whole.set(part, offset);
    return offset + part.length;
  }, 0);
  return whole;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  return items.map(() => left.splice(random.integer(0, left.length - 1), 1)[0]!);
}
