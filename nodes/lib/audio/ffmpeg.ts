/** Limits for the program ffmpeg, wherever it is started. */

/**
 * ffmpeg's names of the codecs of speech and music. Its hundreds of other decoders never see input.
 */
export const AUDIO_CODECS = [
  ...['aac', 'aac_fixed', 'aac_latm', 'libfdk_aac', 'alac', 'flac', 'opus', 'libopus', 'vorbis', 'libvorbis'],
  ...['mp1', 'mp1float', 'mp2', 'mp2float', 'mp3', 'mp3float', 'ac3', 'ac3_fixed', 'eac3'],
  ...['amrnb', 'amrwb', 'libopencore_amrnb', 'libopencore_amrwb'],
  ...['pcm_s16be', 'pcm_s16le', 'pcm_s24be', 'pcm_s24le', 'pcm_s32be', 'pcm_s32le', 'pcm_f32be', 'pcm_f32le'],
  ...['pcm_u8', 'pcm_s8', 'pcm_alaw', 'pcm_mulaw'],
];

/** Bytes of the largest allocation, for files whose index claims millions of entries. */
export const ALLOCATION_LIMIT = 64 * 1024 * 1024;

/** Microseconds of a stream that ffmpeg analyses before it starts; with its default, live streams are five seconds late. */
export const ANALYSED = 1_000_000;

/** Variables needed to find and load a program. Others could change what it does, or hold secrets. */
const ENVIRONMENT = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot'];

/**
 * Returns the environment that a program is started with.
 *
 * @param more names of further variables that it needs
 */
export function programEnvironment(more: readonly string[] = []): NodeJS.ProcessEnv {
  const names = [...ENVIRONMENT, ...more].filter((name) => process.env[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}
