import LibAV from '@libav.js/variant-obsolete';
import { ProtocolError } from '../protocol-error';
import type { AudioDecoder } from './decoder';
import { frameToMono, type DecodedFrame } from './frame-samples';
import { RateConversion } from './rate-conversion';
import { unreadable } from './unreadable';

/** Containers that the library decodes without ffmpeg; Ogg and WebM with Opus, Vorbis or FLAC. */
export type CompressedContainer = 'mp3' | 'flac' | 'ogg' | 'webm';

type Library = LibAV.LibAV & LibAV.LibAVSync;

const UNREAD_WEBM =
  'of WebM, only Opus, Vorbis and FLAC are taken, from its beginning on; send other sound as Ogg or WAV';

/** Name of the library's input device. */
const INPUT = 'input';

/**
 * Limit of bytes without any samples: a cover picture in FLAC has at most 16 MiB (RFC 9639 section 8); more is not
 * audio.
 */
const SILENT_LIMIT = 32 * 1024 * 1024;

/** Result of a request for the next samples; `starved`: more bytes are needed. */
type Step = IteratorResult<Float32Array, void> | 'starved';

/**
 * Decodes compressed audio with FFmpeg's libraries as WebAssembly, in the calling thread. The library pulls its input: `decode`
 * is done when it needs bytes that have not arrived. Frames are decoded on demand, so that at most one is held.
 */
export class CompressedDecoder implements AudioDecoder {
  private state: 'open' | 'closed' = 'open';
  private readonly conversion = new RateConversion();
  private readonly samples = this.read();
  /** The pending request for samples, perhaps from an earlier call. */
  private next: Promise<Step> | undefined;
  private silent = 0;
  private heard = 0;
  /** Called when the library needs more bytes. */
  private starve: () => void = () => {};

  private constructor(
    private readonly library: Library,
    private readonly container: CompressedContainer,
  ) {
    library.av_log_set_level_sync(library.AV_LOG_QUIET);
    library.mkreaderdev_sync(INPUT);
    library.onread = () => {
      this.starve();
    };
  }

  static async open(container: CompressedContainer): Promise<CompressedDecoder> {
    return new CompressedDecoder(await LibAV.LibAV({ noworker: true }), container);
  }

  async *decode(bytes: Buffer): AsyncGenerator<Float32Array> {
    if (bytes.length === 0) return;
    this.silent += bytes.length;
    yield* this.feed(bytes);
    if (this.silent > SILENT_LIMIT) throw unreadable('no audio was found in it');
  }

  async *end(): AsyncGenerator<Float32Array> {
    yield* this.feed(null);
    if (this.heard === 0) throw unreadable('no audio was found in it');
    yield* this.conversion.end();
  }

  /** The library's memory is freed with the last reference to it. */
  close(): void {
    this.state = 'closed';
    this.conversion.close();
    this.starve();
  }

  /** Passes `bytes` (null: end of the stream) to the library, and yields samples until it needs more. */
  private async *feed(bytes: Buffer | null): AsyncGenerator<Float32Array> {
    if (this.state === 'closed') return;
    const starved = new Promise<'starved'>((resolve) => {
      this.starve = () => resolve('starved');
    });
    this.library.ff_reader_dev_send_sync(INPUT, bytes);
    for (;;) {
      this.next ??= this.samples.next();
      const step = await Promise.race([this.next, starved]);
      if (step === 'starved') return;
      this.next = undefined;
      if (step.done) return;
      yield step.value;
    }
  }

  private async *read(): AsyncGenerator<Float32Array, void> {
    try {
      yield* this.readFrames();
    } catch (error) {
      if (this.container === 'webm') throw unreadable(UNREAD_WEBM);
      throw error instanceof ProtocolError ? error : unreadable((error as Error).message);
    }
  }

  private async *readFrames(): AsyncGenerator<Float32Array> {
    const { library } = this;
    const context = await library.avformat_open_input_js(INPUT, library.av_find_input_format_sync(this.container), 0);
    if (context === 0) throw unreadable('its header is damaged');
    const { index, codecpar } = this.findAudio(context);
    const codec = library.AVCodecParameters_codec_id_sync(codecpar);
    const [, decoder, packet, frame] = library.ff_init_decoder_sync(codec, { codecpar });
    while (this.state === 'open') {
      const result = await library.av_read_frame(context, packet);
      if (result === library.AVERROR_EOF) break;
      if (result < 0) throw unreadable('it is damaged');
      // Damaged packets are skipped, as players do.
      const taken = library.AVPacket_stream_index_sync(packet) === index;
      if (taken && library.avcodec_send_packet_sync(decoder, packet) >= 0) yield* this.receiveFrames(decoder, frame);
      library.av_packet_unref_sync(packet);
    }
    library.avcodec_send_packet_sync(decoder, 0);
    yield* this.receiveFrames(decoder, frame);
  }

  private findAudio(context: number): { index: number; codecpar: number } {
    const { library } = this;
    for (let index = 0; index < library.AVFormatContext_nb_streams_sync(context); index++) {
      const codecpar = library.AVStream_codecpar_sync(library.AVFormatContext_streams_a_sync(context, index));
      const type = library.AVCodecParameters_codec_type_sync(codecpar);
      if (type === library.AVMEDIA_TYPE_AUDIO) return { index, codecpar };
    }
    throw unreadable('no audio was found in it');
  }

  private async *receiveFrames(decoder: number, frame: number): AsyncGenerator<Float32Array> {
    const { library } = this;
    while (this.state === 'open' && library.avcodec_receive_frame_sync(decoder, frame) >= 0) {
      const copied = library.ff_copyout_frame_sync(frame);
      const { channels = 1, nb_samples: length = 0, sample_rate: rate = 0 } = copied;
      const mono = frameToMono({ data: copied.data as DecodedFrame['data'], channels, length });
      this.heard += length;
      this.silent = 0;
      yield* await this.conversion.push(mono, rate);
    }
  }
}
