import type { Format, SourceFormat } from '../audio/format';
import { expectedFormat } from '../audio/sample-converter';
import type { TranscriptionConfig } from '../speech-api/messages';
import type { StreamAudio } from './audio/stream-audio';
import type { StreamSettings } from './stream-settings';

type Recognition = StreamSettings['recognition'];

/** What the next session of a stream is started with. */
export class SessionStart {
  /** The recognition before it was last changed. */
  private before: Recognition | undefined;

  /** @param format what the audio is expected to be, until its first bytes tell */
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
