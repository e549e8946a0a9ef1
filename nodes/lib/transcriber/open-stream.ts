import type { Readable } from 'node:stream';
import { SHORTEST_PIECE, type EndOfAudio } from '../audio/ends/end-of-audio';
import type { FormatProperties } from '../audio/format-properties';
import type { Done } from '../message/flow-message';
import type { Stream } from '../stream/stream';
import type { StreamEnd } from '../stream/stream-event';
import type { Timeout } from '../time/timeout';
import type { SourceOutput } from './source-output';

/** A stream that has not ended, with the way out for what it tells. */
export interface OpenStream {
  stream: Stream;
  output: SourceOutput;
  /** Those who wait for the stream's last word. */
  pending: Done[];
  /** What its audio is read from. */
  readables: Readable[];
  /** Who sent the message that opened it, and what it said of the audio. */
  sender: string;
  hints: FormatProperties;
  /** Some audio was written to it. */
  state: 'silent' | 'heard';
  /** Parts that belong together: their id, and the seconds of the stream at which they began. */
  group?: { id: unknown; from: number };
  /** It ends in a moment if nothing follows; then those who sent what may be its end are told with its last word. */
  ending?: { timeout: Timeout; dones: Done[] };
  end?: StreamEnd;
}

/** What may have been an end was none: nobody waits for the last word because of it. */
export function goOn(open: OpenStream): void {
  const { ending } = open;
  if (!ending) return;
  open.ending = undefined;
  ending.timeout.clear();
  for (const done of ending.dones) {
    open.pending.splice(open.pending.indexOf(done), 1);
    done();
  }
}

/** The last of parts has come that together are longer than live audio comes at once. Containers have no length. */
export function isLongGroup({ group, stream }: OpenStream, end: EndOfAudio): boolean {
  if (end !== 'group') return false;
  const seconds = stream.seconds - (group?.from ?? 0);
  return seconds === 0 || seconds >= SHORTEST_PIECE;
}
