import type { AudioFormat } from '../../speech-api/messages';
import {
  SAMPLE_RATE,
  type Recogniser,
  type Recognition,
  type RecognitionEvent,
  type RecognitionSettings,
} from '../recogniser/recogniser';
import { SessionAudio } from './session-audio';

/** Bytes that are handed to the decoder at once. */
const SLICE_BYTES = 16 * 1024;

/** Samples that the recogniser is given at once: it takes turns between sessions, a tenth of a second each. */
const TURN = SAMPLE_RATE / 10;

/** What one session's recognition is made of. */
export interface HearingParts {
  recogniser: Recogniser;
  format: AudioFormat;
  settings: RecognitionSettings;
  /** Seconds of audio; what goes beyond is not heard. */
  limit: number;
  onEvent: (event: RecognitionEvent) => void;
  /** Called once, when audio went beyond the limit. */
  onLimit: () => void;
}

/** One session's audio on its way from the client's bytes to the recogniser. */
export class SessionPipeline {
  private state: 'open' | 'full' | 'closed' = 'open';
  private heard = 0;

  private constructor(
    private readonly audio: SessionAudio,
    readonly recognition: Recognition,
    private readonly parts: HearingParts,
  ) {}

  /** @throws what the recogniser fails with */
  static async open(parts: HearingParts): Promise<SessionPipeline> {
    const audio = await SessionAudio.open(parts.format);
    try {
      return new SessionPipeline(audio, await parts.recogniser.open(parts.settings, parts.onEvent), parts);
    } catch (error) {
      audio.close();
      throw error;
    }
  }

  /**
   * Resolves when the recogniser has heard it.
   *
   * @throws Refusal `job_error` when the audio can't be read; what the recogniser fails with
   */
  async add(data: Buffer): Promise<void> {
    for (let at = 0; at < data.length && this.state === 'open'; at += SLICE_BYTES) {
      await this.hear(this.audio.decode(data.subarray(at, at + SLICE_BYTES)));
    }
  }

  /** No more audio. Resolves when the last final was reported. */
  async finish(): Promise<void> {
    if (this.state === 'open') await this.hear(this.audio.end());
    await this.recognition.finish();
  }

  close(): void {
    this.state = 'closed';
    this.recognition.close();
    this.audio.close();
  }

  /** Takes samples no faster than the recogniser does, and none beyond the limit. */
  private async hear(pieces: AsyncIterable<Float32Array>): Promise<void> {
    for await (const samples of pieces) {
      if (this.state === 'closed') return;
      const room = Math.round(this.parts.limit * SAMPLE_RATE) - this.heard;
      const usable = samples.subarray(0, room);
      // Now, since the recogniser may take the samples' memory away.
      const isBeyond = samples.length > room;
      this.heard += usable.length;
      for (let at = 0; at < usable.length; at += TURN) await this.recognition.accept(usable.subarray(at, at + TURN));
      if (!isBeyond) continue;
      this.state = 'full';
      this.parts.onLimit();
      return;
    }
  }
}
