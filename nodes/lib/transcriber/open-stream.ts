import type { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { SHORTEST_PIECE, type EndOfAudio } from '../audio/ends/end-of-audio';
import type { SourceFormat } from '../audio/format';
import type { FormatProperties } from '../audio/format-properties';
import { layoutOf } from '../audio/sample-converter';
import type { Done } from '../message/flow-message';
import type { Stream } from '../stream/stream';
import type { StreamEnd } from '../stream/stream-event';
import type { Timeout } from '../time/timeout';
import type { SourceOutput } from './source-output';

/** A stream that has not ended, with the output for what it tells. */
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
  /** What was said last of its samples; undefined while nobody said anything, and where their own header did. */
  told?: FormatProperties;
  /** Some audio was written to it. */
  state: 'silent' | 'heard';
  /** Parts that belong together: their id, and the seconds of the stream at which they began. */
  group?: { id: unknown; from: number };
  /** It ends in a moment if nothing follows; then those who sent what may be its end are told with its last word. */
  ending?: { timeout: Timeout; dones: Done[] };
  end?: StreamEnd;
}

/** What may have been an end was not one: nobody waits for the last word because of it. */
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

/**
 * Whether a message says of headerless samples that they are others than those of the stream before them.
 *
 * @param readFormat what the samples are, by what is said of them
 * @throws AudioError as `readFormat`
 */
export function tellsOtherFormat(
  open: OpenStream,
  hints: FormatProperties,
  readFormat: (hints: FormatProperties) => SourceFormat,
): boolean {
  if (Object.keys(hints).length === 0 || open.stream.sampleFormat === undefined) return false;
  const before = open.told;
  open.told = { ...before, ...hints };
  if (!before || isDeepStrictEqual(before, open.told)) return false;
  const [was, is] = [readFormat(before), readFormat(open.told)];
  return was.type !== 'file' && is.type !== 'file' && !isDeepStrictEqual(layoutOf(was), layoutOf(is));
}

/** The last of parts has come that together are longer than live audio comes at once. Containers have no length. */
export function isLongGroup({ group, stream }: OpenStream, end: EndOfAudio): boolean {
  if (end !== 'group') return false;
  const seconds = stream.seconds - (group?.from ?? 0);
  return seconds === 0 || seconds >= SHORTEST_PIECE;
}
