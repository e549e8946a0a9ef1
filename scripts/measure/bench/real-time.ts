import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds between two looks at what is due. */
const TICK = 5;

/**
 * Lets streams send in real time, spread evenly over the time of a piece.
 *
 * @param streams how many
 * @param piece milliseconds of audio of each piece
 * @param seconds how long
 * @param send lets the stream of that index send its next piece
 */
export async function inRealTime(
  streams: number,
  piece: number,
  seconds: number,
  send: (stream: number) => void,
): Promise<void> {
  const slots = piece / TICK;
  const began = performance.now();
  for (let tick = 0; tick * TICK < seconds * 1000; tick += 1) {
    const early = began + tick * TICK - performance.now();
    if (early > 0) await wait(early);
    for (let stream = tick % slots; stream < streams; stream += slots) send(stream);
  }
}
