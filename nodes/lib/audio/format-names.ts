import type { SampleFormat } from './format';
import { isSampleFormat } from './samples';

/** What a name says of audio. `none`: how text or bytes came, or that a file says itself what it is. */
export interface NamedFormat {
  kind: SampleFormat | 'signed' | 'unsigned' | 'float' | 'file' | 'webm' | 'none';
  /** Hz, and channels, as the name says them: values are unchecked. */
  rate?: string | number;
  channels?: string | number;
  bits?: number;
}

/** Names without what they are set in: `audio/`, `x-`, `pcm_`; in lower case, with `_` for `-`, `.` and blanks. */
const NAMES: Record<string, NamedFormat['kind']> = {
  ...named('signed', 'signed_integer signed int integer pcm lpcm raw_pcm linear pcm_signed linear_pcm'),
  ...named('unsigned', 'unsigned_integer unsigned uint pcm_unsigned'),
  ...named('float', 'floating_point float ieee_float pcm_float'),
  ...named(
    's16le',
    'l16 linear16 linear_16 lin16 int16 i16 pcm16 pcm16le slin sln s16 sw <i2 i2 s2 s16_le pcm_16bit 16bit_pcm',
  ),
  ...named('s16be', 's16_be >i2'),
  ...named('s24le', 'int24 i24 pcm24 linear24 s24_3le'),
  ...named('s24be', 'l24 s24_3be'),
  ...named('s32le', 'int32 i32 pcm32 linear32 <i4 s4'),
  ...named('u8', 'l8 uint8 ub pcm8 u1'),
  ...named('s8', 'int8 i8 sb s1'),
  ...named('f32le', 'float32 float32le float_le linear32f pcm_f32 <f4 f4 pcm_float32'),
  ...named('f32be', 'float_be float32be >f4'),
  ...named('f64le', 'float64 double float64_le <f8'),
  ...named(
    'mulaw',
    'mulaw mu_law ulaw u_law mlaw pcmu ul basic g711_ulaw g711_mulaw g711u g711mu g711_u g711 ulaw_pcm',
  ),
  ...named('alaw', 'alaw a_law pcma al g711_alaw g711a g711_a alaw_basic'),
  ...named(
    'file',
    'mp3 mpeg mpga mp2 mpeg3 flac ogg oga ogg_opus oggopus ogg_vorbis vorbis aac aacp adts m4a mp4 mp4a_latm mp4a',
  ),
  ...named('file', '3gp 3gpp amr amr_nb amr_wb amrnb amrwb mpeg4'),
  ...named('webm', 'webm matroska mkv webm_opus'),
  ...named(
    'none',
    'base64 binary buffer utf8 utf_8 raw wav wave riff vnd_wave aiff aif aifc caf au snd none octet_stream * any bytes',
  ),
};
/** Asterisk: kHz behind "slin", but for the full rate of a CD. */
const SLIN = /^(?:slin|sln)(8|12|16|24|32|44|48|96|192)$/;
/** `pcm_16000`, `ulaw_8000`: what text-to-speech services call their outputs. */
const WITH_RATE = /^(pcm|s16le|mulaw|ulaw|alaw|l16|linear16|f32le)_?([1-9]\d{3,5})$/;
/** `s16le`, `s16_le`, `f32`, `u8`. */
const SHORT = /^([suf])(8|16|24|32|64)_?(le|be)?$/;
/** Of Azure: `raw-16khz-16bit-mono-pcm`. */
const SPELT = /^raw_(\d+(?:_\d+)?)khz_(\d+)bit_(mono|stereo)_(pcm|mulaw|alaw)$/;

/**
 * Reads the name of an audio format: a MIME type with parameters, a name of RFC 3551, ffmpeg, Asterisk, SoX, ALSA, GStreamer or
 * a cloud service, in upper or lower case.
 *
 * @returns undefined for a name that is not known
 */
export function readFormatName(value: string): NamedFormat | undefined {
  const [name = '', ...parameters] = value.trim().toLowerCase().split(/[;,]/);
  const said = parametersOf(parameters);
  const plain = name.trim().replace(/^(?:audio|video|application)\//, '');
  // The caps of GStreamer tell the format of samples in a parameter.
  const known = plain === 'x-raw' && said.format !== undefined ? find(said.format) : find(plain);
  if (!known) return undefined;
  return {
    ...known,
    rate: said.rate ?? said.samplerate ?? said.sample_rate ?? known.rate,
    channels: said.channels ?? known.channels,
  };
}

function find(name: string): NamedFormat | undefined {
  if (name === '') return { kind: 'none' };
  const plain = name.replace(/[-. /]/g, '_');
  // RFC 2046: 8-bit mu-law, one channel at 8 kHz.
  if (name === 'basic') return { kind: 'mulaw', rate: 8000, channels: 1 };
  for (const candidate of [plain, plain.replace(/^x_/, ''), plain.replace(/^(?:x_)?pcm_/, '')]) {
    const found = findPlain(candidate);
    if (found) return found;
  }
  return undefined;
}

function findPlain(name: string): NamedFormat | undefined {
  if (Object.hasOwn(NAMES, name)) return { kind: NAMES[name]! };
  const [, kind, width, order] = SHORT.exec(name) ?? [];
  const short = width === '8' ? `${kind}8` : `${kind}${width}${order ?? 'le'}`;
  if (kind !== undefined && isSampleFormat(short)) return { kind: short };
  const [, slin] = SLIN.exec(name) ?? [];
  if (slin !== undefined) return { kind: 's16le', rate: slin === '44' ? 44100 : Number(slin) * 1000 };
  const [, base, rate] = WITH_RATE.exec(name) ?? [];
  if (base !== undefined) return { kind: base === 'pcm' ? 's16le' : findPlain(base)!.kind, rate };
  const [, khz, bits, channels, codec] = SPELT.exec(name) ?? [];
  if (khz === undefined) return undefined;
  return {
    kind: codec === 'pcm' ? 'signed' : (codec as 'mulaw' | 'alaw'),
    rate: khz === '44_1' || khz === '22_05' ? Number(khz.replace('_', '.')) * 1000 : Number(khz) * 1000,
    channels: channels === 'stereo' ? 2 : 1,
    bits: Number(bits),
  };
}

function parametersOf(parameters: readonly string[]): Partial<Record<string, string>> {
  return Object.fromEntries(
    parameters.map((parameter) => {
      const [name = '', value = ''] = parameter.split('=').map((part) => part.trim());
      return [name, value.replace(/^"|"$/g, '').replace(/^\([a-z]+\)/, '')];
    }),
  );
}

function named(kind: NamedFormat['kind'], names: string): Record<string, NamedFormat['kind']> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}
