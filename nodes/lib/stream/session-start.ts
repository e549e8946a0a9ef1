import type { Format, SourceFormat } from '../audio/format';
import { expectedFormat } from '../audio/sample-converter';
import type { TranscriptionConfig } from '../speech-api/messages';
import type { StreamAudio } from './audio/stream-audio';
import type { StreamSettings } from './stream-settings';

type Recognition = StreamSettings['recognition'];

/** The settings with which the next session of a stream is started. */
export class SessionStart {
  /** The recognition before it was last changed. */
  private before: Recognition | undefined;

  /** @param format expected format of the audio, until its first bytes have decided it */
  constructor(
    private readonly format: SourceFormat,
    private recognition: Recognition,
    private readonly audio: StreamAudio,
  ) {}

  get settings(): { format: Format } & Recognition {
    return { format: this.audio.format ?? expectedFormat(this.format), ...this.recognition };
  }

  change(changes: Partial<TranscriptionConfig>): void {
    const config = { ...this.recognition.transcription_config, ...changes };
    this.before = this.recognition;
    this.recognition = { ...this.recognition, transcription_config: config };
  }

  /** Undoes the last change. */
  restore(): void {
    this.recognition = this.before ?? this.recognition;
  }
}
