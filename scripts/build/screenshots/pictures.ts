import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A picture, and the time in milliseconds at which it was taken. */
export interface Frame {
  at: number;
  picture: Buffer;
}

/** Seconds for which the last picture stays. */
const LAST = 3;
const COLOURS = 'split[picture][copy];[copy]palettegen=max_colors=64:stats_mode=full[palette];[picture][palette]';

/** Writes a PNG with few colours, which makes it small. */
export function writePicture(ffmpeg: string, path: string, picture: Buffer): void {
  run(ffmpeg, ['-i', 'pipe:0', '-vf', `${COLOURS}paletteuse=dither=none`, path], picture);
}

/**
 * Writes pictures as a GIF that repeats, at the pace at which they were taken.
 *
 * @param folder for temporary files, which are not deleted
 */
export function writeMovingPicture(ffmpeg: string, path: string, frames: readonly Frame[], folder: string): void {
  const changed = frames.filter(({ picture }, index) => !frames[index - 1]?.picture.equals(picture));
  const list = changed.map(({ at, picture }, index) => {
    const file = join(folder, `${index}.png`);
    writeFileSync(file, picture);
    const next = changed[index + 1];
    return `file '${file}'\nduration ${next ? (next.at - at) / 1000 : LAST}`;
  });
  // The last picture is listed twice; otherwise its duration would be ignored.
  const all = join(folder, 'pictures.txt');
  writeFileSync(all, [...list, `file '${join(folder, `${changed.length - 1}.png`)}'`].join('\n'));
  const colours = `${COLOURS}paletteuse=dither=none:diff_mode=rectangle`;
  run(ffmpeg, ['-f', 'concat', '-safe', '0', '-i', all, '-vf', colours, '-fps_mode', 'vfr', '-loop', '0', path]);
}

function run(ffmpeg: string, inputAndOutput: string[], input?: Buffer): void {
  execFileSync(ffmpeg, ['-loglevel', 'error', '-y', ...inputAndOutput], {
    input,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
}
