import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds between two checks for due pieces. */
const TICK = 5;

/**
 * Lets streams send in real time, evenly distributed over the length of a piece.
 *
 * @param streams number of streams
 * @param piece milliseconds of audio of each piece
 * @param seconds duration
 * @param send called with the index of a stream that should send its next piece
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
