// Recognises one recording with the named engine, and prints the machine, the engine and the words.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const { MoonshineRecogniser } = createRequire(import.meta.url)(
  join(ROOT, 'dist/lib/built-in/recogniser/moonshine-recogniser.js'),
);
const HEADER_BYTES = 44;

const engine = process.argv[2];
const recogniser = new MoonshineRecogniser({
  engine,
  onFallback: (reason) => {
    throw new Error(`The ${engine} engine does not work: ${reason}`);
  },
});
const words = [];
const settings = { model: 'tiny', partials: false, maxDelay: 4, endOfUtteranceSilence: 0.2 };
const recognition = await recogniser.open(settings, (event) => {
  if (event.type === 'final') words.push(...event.words.map(({ content }) => content));
});
const file = readFileSync(join(ROOT, 'test/recordings/cards-3.wav'));
const samples = Float32Array.from(
  { length: (file.length - HEADER_BYTES) / 2 },
  (_, index) => file.readInt16LE(HEADER_BYTES + 2 * index) / 0x8000,
);
await recognition.accept(samples);
await recognition.finish();
console.log(`${process.platform}/${process.arch}, Node.js ${process.version}, ${engine}: ${words.join(' ')}`);
process.exit(words.length > 0 ? 0 : 1);
