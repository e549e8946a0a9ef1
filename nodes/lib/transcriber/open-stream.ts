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

/** A stream that has not ended, with its output. */
export interface OpenStream {
  stream: Stream;
  output: SourceOutput;
  /** Callbacks of messages that are done with the stream's last word. */
  pending: Done[];
  /** Readables that its audio is read from. */
  readables: Readable[];
  /** The sender of the message that opened it, and its description of the audio. */
  sender: string;
  hints: FormatProperties;
  /** The latest description of its samples; undefined if there was none, or if they have a header. */
  told?: FormatProperties;
  /** `heard`: audio was written to it. */
  state: 'silent' | 'heard';
  /** Parts that belong together: their id, and the seconds of the stream at which they began. */
  group?: { id: unknown; from: number };
  /** It ends in a moment if nothing follows; then these callbacks are called with its last word. */
  ending?: { timeout: Timeout; dones: Done[] };
  end?: StreamEnd;
}

/** Cancels a pending end, since more audio came. */
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
 * Whether a message describes its headerless samples as having another format than the stream.
 *
 * @param readFormat determines a format from a description
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

/** Whether the last part has come of a group that is too long for live audio. Containers have no length. */
export function isLongGroup({ group, stream }: OpenStream, end: EndOfAudio): boolean {
  if (end !== 'group') return false;
  const seconds = stream.seconds - (group?.from ?? 0);
  return seconds === 0 || seconds >= SHORTEST_PIECE;
}
