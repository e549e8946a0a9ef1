import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of all files in a folder and its subfolders; 0 if there is none. Files may come and go meanwhile. */
export async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return folderSize(path);
      return entry.isFile() ? (await stat(path).catch(() => ({ size: 0 }))).size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
