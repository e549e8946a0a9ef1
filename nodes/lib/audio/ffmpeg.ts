/** What holds for the program ffmpeg wherever it is started: what it may know, and what it may do. */

/**
 * Every codec of speech and music, by ffmpeg's names; the hundreds of others, of video and games, are never fed.
 */
export const AUDIO_CODECS = [
  ...['aac', 'aac_fixed', 'aac_latm', 'libfdk_aac', 'alac', 'flac', 'opus', 'libopus', 'vorbis', 'libvorbis'],
  ...['mp1', 'mp1float', 'mp2', 'mp2float', 'mp3', 'mp3float', 'ac3', 'ac3_fixed', 'eac3'],
  ...['amrnb', 'amrwb', 'libopencore_amrnb', 'libopencore_amrwb'],
  ...['pcm_s16be', 'pcm_s16le', 'pcm_s24be', 'pcm_s24le', 'pcm_s32be', 'pcm_s32le', 'pcm_f32be', 'pcm_f32le'],
  ...['pcm_u8', 'pcm_s8', 'pcm_alaw', 'pcm_mulaw'],
];

/** Bytes that ffmpeg may take at once: an index that announces millions of entries gets no more. */
export const ALLOCATION_LIMIT = 64 * 1024 * 1024;

/** Microseconds of a stream that ffmpeg looks at before it starts: without it live streams would come five seconds late. */
export const ANALYSED = 1_000_000;

/** What a program needs of the environment to be found and to be loaded. It obeys some of the rest, and no secret is its business. */
const ENVIRONMENT = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot'];

/**
 * The environment that a program is started with.
 *
 * @param more names of variables that it needs beside those that every program needs
 */
export function programEnvironment(more: readonly string[] = []): NodeJS.ProcessEnv {
  const names = [...ENVIRONMENT, ...more].filter((name) => process.env[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}
