import { SAMPLE_FORMAT_OF } from '../../audio/samples';
import type { AudioFormat } from '../../speech-api/messages';
import type { AudioDecoder } from './audio-input/decoder';
import { SamplesDecoder } from './audio-input/samples-decoder';
import { WorkerDecoder } from './audio-input/worker-decoder';

/** Decodes the audio messages of one session to mono samples at 16 kHz. */
export class SessionAudio implements AudioDecoder {
  private constructor(private readonly decoder: AudioDecoder) {}

  /**
   * @param format from StartRecognition
   * @param ffmpeg name or path of the program that decodes MP4, AAC, AMR and MPEG; started on demand
   */
  static open(format: AudioFormat, ffmpeg = 'ffmpeg'): Promise<SessionAudio> {
    const decoder =
      format.type === 'file'
        ? new WorkerDecoder(ffmpeg)
        : new SamplesDecoder({
            sampleFormat: SAMPLE_FORMAT_OF[format.encoding],
            channels: 1,
            sampleRate: format.sample_rate,
          });
    return Promise.resolve(new SessionAudio(decoder));
  }

  decode(data: Buffer): AsyncIterable<Float32Array> {
    return this.decoder.decode(data);
  }

  end(): AsyncIterable<Float32Array> {
    return this.decoder.end();
  }

  close(): void {
    this.decoder.close();
  }
}
