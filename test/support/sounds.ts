import { SAMPLE_RATE } from '../../nodes/lib/built-in/recogniser/recogniser';

/** A sound in which nobody speaks. */
export interface Sound {
  name: string;
  /** Mono samples of -1 to 1 at 16 kHz; the same each time. */
  samples: Float32Array;
}

/** Seconds of each sound. */
const LENGTH = 8;

type Random = () => number;

/** Numbers of -1 to 1, the same ones each time (a linear congruential generator, Numerical Recipes). */
function randomNumbers(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (2 * state) / 2 ** 32 - 1;
  };
}

/** Samples from a function of time in seconds. */
function sampled(at: (time: number) => number, seconds = LENGTH): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * SAMPLE_RATE) }, (_, index) => at(index / SAMPLE_RATE));
}

function sine(frequency: number, time: number): number {
  return Math.sin(2 * Math.PI * frequency * time);
}

/** Mean power in decibels of full scale. */
function levelOf(samples: Float32Array): number {
  return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

/** The samples made louder or softer so that their mean power is that many decibels of full scale. */
function atLevel(level: number, samples: Float32Array): Float32Array {
  const gain = 10 ** ((level - levelOf(samples)) / 20);
  return samples.map((sample) => sample * gain);
}

/** Takes from a source what is slower than a frequency in hertz (one pole). */
function lowPass(frequency: number, source: Random): Random {
  const share = 1 - Math.exp((-2 * Math.PI * frequency) / SAMPLE_RATE);
  let state = 0;
  return () => (state += share * (source() - state));
}

/** Takes from a source what is faster than a frequency in hertz (one pole). */
function highPass(frequency: number, source: Random): Random {
  let input = 0;
  const slow = lowPass(frequency, () => input);
  return () => {
    input = source();
    return input - slow();
  };
}

/** Noise whose power falls by 3 dB per octave: equal parts of noise for each octave. */
function pink(random: Random): Random {
  const octaves = Array.from({ length: 9 }, (_, index) => lowPass(20 * 2 ** index, random));
  return () => octaves.reduce((sum, octave, index) => sum + octave() / 2 ** (index / 2), 0);
}

/** Pink noise of that mean power, in decibels of full scale. */
export function pinkNoise(level: number, seconds: number): Float32Array {
  return atLevel(level, sampled(pink(randomNumbers(3)), seconds));
}

const NOISES: Record<string, (random: Random) => Random> = {
  white: (random) => random,
  pink,
  brown: (random) => highPass(10, lowPass(10, random)),
};

/** Loudness of something struck `age` seconds ago: it comes at once, and goes. */
function struck(age: number, decay: number): number {
  return age < 0 ? 0 : Math.min(1, age / 0.005) * Math.exp(-age / decay);
}

function noteFrequency(semitonesAboveA: number): number {
  return 220 * 2 ** (semitonesAboveA / 12);
}

/** A note with overtones. */
function note(frequency: number, time: number): number {
  return [1, 2, 3, 4, 5].reduce((sum, overtone) => sum + sine(frequency * overtone, time) / overtone ** 1.5, 0);
}

const CHORDS = [
  [0, 4, 7],
  [-3, 0, 4],
  [5, 9, 12],
  [7, 11, 14],
];
const BEAT = 0.5;
const ROW_TONES = [697, 770, 852, 941];
const COLUMN_TONES = [1209, 1336, 1477, 1633];

function chords(time: number): number {
  const bar = Math.floor(time / (4 * BEAT));
  const envelope = struck(time % (4 * BEAT), 1);
  return envelope * CHORDS[bar % CHORDS.length]!.reduce((sum, step) => sum + note(noteFrequency(step), time), 0);
}

function arpeggio(time: number): number {
  const count = Math.floor(time / (BEAT / 2));
  const chord = CHORDS[Math.floor(count / 8) % CHORDS.length]!;
  return struck(time % (BEAT / 2), 0.2) * note(2 * noteFrequency(chord[count % 3]!), time);
}

/** Kick, snare and hi-hat in turn. */
function drums(random: Random): (time: number) => number {
  const snare = highPass(200, lowPass(4000, random));
  const hat = highPass(5000, random);
  return (time) => {
    const sinceBeat = time % BEAT;
    const isSnare = Math.floor(time / BEAT) % 2 === 1;
    const kick = struck(sinceBeat, 0.1) * sine(50 + 60 * Math.exp(-sinceBeat / 0.03), sinceBeat);
    const [noise, hiss] = [snare(), hat()];
    return (isSnare ? 2 * struck(sinceBeat, 0.08) * noise : kick) + 0.5 * struck(time % (BEAT / 2), 0.03) * hiss;
  };
}

function telephoneKeys(time: number): number {
  const key = Math.floor(time / 0.3);
  if (time % 0.3 > 0.15) return 0;
  return sine(ROW_TONES[(key * 3) % 4]!, time) + sine(COLUMN_TONES[(key * 7 + 1) % 4]!, time);
}

/** In and out, every three seconds. */
function breath(random: Random): (time: number) => number {
  const air = highPass(300, lowPass(2000, random));
  return (time) => Math.max(0, sine(2 / 3, time)) ** 2 * air();
}

/** Somebody types: short noises at odd times. */
function typing(random: Random): (time: number) => number {
  const clatter = highPass(1000, random);
  let last = 0;
  let pause = 0;
  return (time) => {
    if (time - last > pause) {
      last = time;
      pause = 0.19 + 0.11 * random();
    }
    return clatter() * struck(time - last, 0.008);
  };
}

function hum(frequency: number): (time: number) => number {
  return (time) => [1, 2, 3, 5, 7].reduce((sum, harmonic) => sum + sine(frequency * harmonic, time) / harmonic, 0);
}

/** From 100 Hz to 6 kHz, even in octaves. */
function sweep(time: number): number {
  const octavesPerSecond = Math.log2(60) / LENGTH;
  return Math.sin((2 * Math.PI * 100 * 2 ** (octavesPerSecond * time)) / (octavesPerSecond * Math.LN2));
}

/** Noises, signals, music and what people do near a microphone without a word. */
export function wordlessSounds(): Sound[] {
  return [
    { name: 'digital silence', samples: sampled(() => 0) },
    { name: 'a constant offset', samples: sampled(() => 0.2) },
    ...Object.entries(NOISES).flatMap(([name, make], index) =>
      [-60, -40, -20, -10].map((level) => ({
        name: `${name} noise at ${level} dB`,
        samples: atLevel(level, sampled(make(randomNumbers(index + 1)))),
      })),
    ),
    { name: '50 Hz hum', samples: atLevel(-25, sampled(hum(50))) },
    { name: '60 Hz hum', samples: atLevel(-25, sampled(hum(60))) },
    {
      name: 'a tone',
      samples: atLevel(
        -20,
        sampled((time) => sine(440, time)),
      ),
    },
    { name: 'a sweep', samples: atLevel(-20, sampled(sweep)) },
    { name: 'telephone keys', samples: atLevel(-20, sampled(telephoneKeys)) },
    { name: 'chords', samples: atLevel(-20, sampled(chords)) },
    { name: 'an arpeggio', samples: atLevel(-20, sampled(arpeggio)) },
    { name: 'drums', samples: atLevel(-20, sampled(drums(randomNumbers(4)))) },
    { name: 'breath', samples: atLevel(-35, sampled(breath(randomNumbers(5)))) },
    { name: 'typing', samples: atLevel(-35, sampled(typing(randomNumbers(6)))) },
  ];
}
