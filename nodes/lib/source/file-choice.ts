import { opendir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { CodedError } from '../errors/coded-error';

/** The most files in the queue. */
export const MOST_FILES = 10_000;

const refused = (message: string): CodedError => new CodedError('file_not_allowed', message, { retryable: false });

/**
 * Returns the files to play, with links resolved.
 *
 * @param path the setting: a file, or a folder
 * @param filename from a message; it must be within the folder. Undefined: the file, or all files of the folder
 * @throws CodedError `file_not_found`, `file_not_allowed`, `too_many_files`
 */
export async function chooseFiles(path: string, filename?: string): Promise<string[]> {
  if (path === '' && filename !== undefined) {
    throw refused(
      'A message may name a file only within the folder that the audio source is set to. Enter that folder.',
    );
  }
  if (path === '') throw new CodedError('no_file', 'No file is chosen. Open the audio source and enter its path.');
  const base = await find(path);
  if (filename === undefined) return base.isFolder ? filesIn(base.path) : [base.path];
  const wanted = resolve(base.path, filename);
  const found = base.isFolder && isWithin(base.path, wanted) ? await find(wanted) : undefined;
  if (!found || found.isFolder || !isWithin(base.path, found.path)) {
    throw refused('The file that the message names is not within the folder that the audio source is set to.');
  }
  return [found.path];
}

async function filesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of await opendir(folder)) {
    if (entry.isFile() && !entry.name.startsWith('.')) names.push(entry.name);
    if (names.length > MOST_FILES) throw tooManyFiles();
  }
  if (names.length > 0) return names.sort().map((name) => resolve(folder, name));
  throw new CodedError('file_not_found', 'There is no file in the folder.', { retryable: false });
}

/** The error if the queue is full. */
export function tooManyFiles(): CodedError {
  const message = `No more than ${MOST_FILES} files may wait to be played. Put them into several folders.`;
  return new CodedError('too_many_files', message, { retryable: false });
}

/** Only files and folders are accepted: reading a device or pipe may never end. */
async function find(path: string): Promise<{ path: string; isFolder: boolean }> {
  try {
    const real = await realpath(path);
    const stats = await stat(real);
    if (stats.isFile() || stats.isDirectory()) return { path: real, isFolder: stats.isDirectory() };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') {
      throw new CodedError('file_not_readable', 'Node-RED may not read the file.', { retryable: false });
    }
  }
  throw new CodedError('file_not_found', 'There is no such file.', { retryable: false });
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
