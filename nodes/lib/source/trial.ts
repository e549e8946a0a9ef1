import { CodedError } from '../errors/coded-error';
import type { Clock } from '../time/clock';
import { Timeout } from '../time/timeout';
import type { Feed, Found, OpenFeed } from './feed';
import { type Level, LevelMeter } from './level';

/** Seconds to listen, and milliseconds for the first audio to come. */
const LISTENED = 5;
const PATIENCE = 20_000;

/** The result of a trial. */
export interface Trial {
  found: Found;
  level: Level;
  /** Mean power, dB below full scale. */
  decibels: number;
  /** Seconds of audio. */
  seconds: number;
}

/**
 * Listens to a source for five seconds.
 *
 * @param rate of its samples, Hz
 * @throws CodedError `no_audio`, and whatever the source fails with
 */
export async function tryFeed(open: OpenFeed, rate: number, clock: Clock): Promise<Trial> {
  const meter = new LevelMeter();
  const patience = new Timeout(clock);
  let found: Found = {};
  let seconds = 0;
  let feed: Feed | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      patience.set(PATIENCE, resolve);
      feed = open((event) => {
        switch (event.type) {
          case 'found':
            found = event.found;
            break;
          case 'audio':
            meter.push(event.data);
            seconds += event.data.length / (2 * event.channels * rate);
            if (seconds >= LISTENED) resolve();
            break;
          case 'ended':
            if (event.error && seconds === 0) reject(event.error);
            else resolve();
        }
      });
    });
  } finally {
    patience.clear();
    await feed?.stop();
  }
  const heard = meter.take();
  if (!heard) throw new CodedError('no_audio', `No audio came within ${PATIENCE / 1000} s.`);
  return { found, ...heard, seconds: Math.min(LISTENED, Math.round(seconds * 10) / 10) };
}
