import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../time/clock';
import { AudioError, type SourceFormat } from './format';
import { findSignature } from './container';
import type { FormatProperties } from './format-properties';
import { isSoundAs } from './plausibility/plausibility';
import { layoutOf } from './sample-converter';
import { startsSampleFile } from './sample-file';
import type { Container } from './signatures';

/** The most sources that are remembered. */
const MOST = 1000;
/** Milliseconds without a message after which a refusal is forgotten. */
const PAUSE = 60_000;

interface Refusal {
  error: AudioError;
  hints: FormatProperties;
  at: number;
}

/**
 * Remembers whose bytes were refused: without its first piece, the rest of a container would be taken for samples. A source
 * stays refused, with one error, until its bytes change: they begin a file, are sound, or have another description.
 */
export class RefusedBytes {
  /** By source, least recent first. */
  private readonly refusals = new Map<string, Refusal>();

  /** @param takes containers that the server takes besides those of the protocol */
  constructor(
    private readonly clock: Clock,
    private readonly takes: readonly Container[] = [],
  ) {}

  /** Refuses a source, if the error is about its bytes. */
  add(source: string, hints: FormatProperties, error: unknown): void {
    if (!(error instanceof AudioError)) return;
    this.refusals.delete(source);
    const [oldest] = this.refusals.keys();
    if (this.refusals.size >= MOST && oldest !== undefined) this.refusals.delete(oldest);
    this.refusals.set(source, { error, hints, at: this.clock.now() });
  }

  /**
   * Returns the error for which the next bytes of a source are refused as well; undefined if they are not.
   *
   * @param format the format that they would be read as
   */
  reasonFor(source: string, hints: FormatProperties, data: Buffer, format: () => SourceFormat): AudioError | undefined {
    const refusal = this.refusals.get(source);
    if (!refusal) return undefined;
    const now = this.clock.now();
    if (
      now - refusal.at < PAUSE &&
      isDeepStrictEqual(hints, refusal.hints) &&
      !isOfAnotherKind(data, format, this.takes)
    ) {
      refusal.at = now;
      return refusal.error;
    }
    this.refusals.delete(source);
    return undefined;
  }
}

function isOfAnotherKind(data: Buffer, readFormat: () => SourceFormat, takes: readonly Container[]): boolean {
  try {
    const format = readFormat();
    if (format.type === 'file' || startsSampleFile(data) === true) return true;
    return findSignature(data, takes) === 'container' || isSoundAs(data, layoutOf(format));
  } catch {
    // The description itself may have been refused.
    return false;
  }
}
