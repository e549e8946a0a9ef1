import type { AudioFormat } from '../../speech-api/messages';
import {
  SAMPLE_RATE,
  type Recogniser,
  type Recognition,
  type RecognitionEvent,
  type RecognitionSettings,
} from '../recogniser/recogniser';
import { SessionAudio } from './session-audio';

/** Bytes that are passed to the decoder at once. */
const SLICE_BYTES = 16 * 1024;

/** Samples that are passed to the recogniser at once: sessions take turns every tenth of a second. */
const TURN = SAMPLE_RATE / 10;

/** Dependencies of a pipeline. */
export interface PipelineParts {
  recogniser: Recogniser;
  format: AudioFormat;
  settings: RecognitionSettings;
  /** Seconds of audio; more is ignored. */
  limit: number;
  onEvent: (event: RecognitionEvent) => void;
  /** Called once, when the audio exceeds the limit. */
  onLimit: () => void;
}

/** One session's pipeline from the client's bytes to the recogniser. */
export class SessionPipeline {
  private state: 'open' | 'full' | 'closed' = 'open';
  private heard = 0;

  private constructor(
    private readonly audio: SessionAudio,
    readonly recognition: Recognition,
    private readonly parts: PipelineParts,
  ) {}

  /** @throws the recogniser's errors */
  static async open(parts: PipelineParts): Promise<SessionPipeline> {
    const audio = await SessionAudio.open(parts.format);
    try {
      return new SessionPipeline(audio, await parts.recogniser.open(parts.settings, parts.onEvent), parts);
    } catch (error) {
      audio.close();
      throw error;
    }
  }

  /**
   * Decodes audio and passes it to the recogniser. Resolves when it was consumed.
   *
   * @throws ProtocolError `job_error` if the audio can't be decoded; the recogniser's errors
   */
  async add(data: Buffer): Promise<void> {
    for (let at = 0; at < data.length && this.state === 'open'; at += SLICE_BYTES) {
      await this.hear(this.audio.decode(data.subarray(at, at + SLICE_BYTES)));
    }
  }

  /** Ends the audio. Resolves when the last final was reported. */
  async finish(): Promise<void> {
    if (this.state === 'open') await this.hear(this.audio.end());
    await this.recognition.finish();
  }

  close(): void {
    this.state = 'closed';
    this.recognition.close();
    this.audio.close();
  }

  /** Passes samples on at the recogniser's speed, up to the limit. */
  private async hear(pieces: AsyncIterable<Float32Array>): Promise<void> {
    for await (const samples of pieces) {
      if (this.state === 'closed') return;
      const room = Math.round(this.parts.limit * SAMPLE_RATE) - this.heard;
      const usable = samples.subarray(0, room);
      // Computed now, since the recogniser may transfer the samples' memory.
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
