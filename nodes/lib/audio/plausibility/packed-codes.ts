/** Standard deviations from which the bits of bytes depend on the place in a group of so many bytes. */
const GROUPED = 100;
/** How much less codes depend on it than these bits. */
const STEADY = 0.15;
/** Codes of the lower band of G.722 in which none of the lowest four is ever sent, and how often those before them are at least. */
const G722 = { codes: 64, never: 4, before: 4 };

/**
 * Whether bytes hold codes of 3 or of 5 bits, as those of G.726 at 24 and 40 kbit/s are, from the first bit or the last one on:
 * each code has the same frequencies at all its places in 3 or 5 bytes, and the bits of these bytes don't. Those of sound don't
 * change from byte to byte, or the codes change, too.
 */
export function arePackedCodes(bytes: Buffer): boolean {
  return [3, 5].some((width) => {
    const grouped = unsteadinessOfBits(pairsOfBits(bytes), width);
    return grouped > GROUPED && steadiestCodes(bytes, width) < grouped * STEADY;
  });
}

/** Whether bytes are G.722: four codes of its lower band are never sent, beside others that often are. */
export function areG722(bytes: Buffer): boolean {
  const counts = new Array<number>(256).fill(0);
  for (const byte of bytes) counts[byte]! += 1;
  const sum = (from: number, count: number): number => counts.slice(from, from + count).reduce((a, b) => a + b, 0);
  const bands = [0, 1, 2, 3].map((upper) => upper * G722.codes);
  return bands.every(
    (band) => sum(band, G722.never) === 0 && sum(band + G722.codes - G722.never, G722.never) >= G722.before,
  );
}

/** For each byte, which of its bits are as the next one is. */
function pairsOfBits(bytes: Buffer): Uint8Array {
  const pairs = new Uint8Array(Math.max(0, bytes.length - 1));
  for (let at = 0; at < pairs.length; at += 1) {
    pairs[at] = bytes[at]! ^ ((bytes[at]! << 1) | (bytes[at + 1]! >> 7));
  }
  return pairs;
}

function unsteadinessOfBits(units: Uint8Array, places: number): number {
  const bits = Array.from({ length: 8 }, (_, bit) => units.map((unit) => (unit >> bit) & 1));
  return bits.reduce((sum, one) => sum + unsteadiness(one, { places, values: 2 }), 0) / Math.sqrt(bits.length);
}

function steadiestCodes(bytes: Buffer, width: number): number {
  const starts = Array.from({ length: width }, (_, start) => start);
  const found = ['first', 'last'].flatMap((order) =>
    starts.map((start) =>
      unsteadiness(codesOf(bytes, width, start, order === 'first'), { places: 8, values: 2 ** width }),
    ),
  );
  return Math.min(...found);
}

/** @param highFirst the first code is in the highest bits of a byte */
function codesOf(bytes: Buffer, width: number, start: number, highFirst: boolean): Uint8Array {
  const codes = new Uint8Array(Math.floor((bytes.length * 8 - start) / width));
  for (let index = 0; index < codes.length; index += 1) {
    let code = 0;
    for (let bit = 0; bit < width; bit += 1) {
      const at = start + index * width + bit;
      const place = highFirst ? 7 - (at & 7) : at & 7;
      code = (code << 1) | ((bytes[at >> 3]! >> place) & 1);
    }
    codes[index] = code;
  }
  return codes;
}

/** By how many standard deviations the frequencies of values depend on their place in a group. */
function unsteadiness(units: Uint8Array, { places, values }: { places: number; values: number }): number {
  const counts = Array.from({ length: places }, () => new Array<number>(values).fill(0));
  units.forEach((unit, at) => (counts[at % places]![unit]! += 1));
  let [distance, used] = [0, 0];
  for (let value = 0; value < values; value += 1) {
    const total = counts.reduce((sum, one) => sum + one[value]!, 0);
    if (total === 0) continue;
    used += 1;
    for (const one of counts) distance += (one[value]! - total / places) ** 2 / (total / places);
  }
  const freedom = Math.max(1, (used - 1) * (places - 1));
  return (distance - freedom) / Math.sqrt(2 * freedom);
}
