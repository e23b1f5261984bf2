import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../base/errors.js';
import { fileFaults } from './datasetFiles.js';
import type { DatasetFile } from './datasetSource.js';

export interface UnpackTarget {
  /** Name of the temporary folder. */
  readonly name: string;
  readonly files: readonly DatasetFile[];
  /** Optional files to unpack. */
  readonly extras: readonly string[];
  readonly dataDir: string;
}

/**
 * Unpacks the requested files of a gzipped tar archive to a temporary folder in the same file system, checks them and renames
 * each to its final path. Throws `UserError` if files are missing or have the wrong size.
 */
export async function unpackArchive(archive: string, { name, files, extras, dataDir }: UnpackTarget): Promise<void> {
  const aside = join(dataDir, `${name}.unpacked`);
  const wanted = new Set([...files.map(({ path }) => path), ...extras]);
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside);
  try {
    const filter = (path: string) => wanted.has(path.replace(/^\.\//, ''));
    // Ignore the archive's owners, even as root.
    const { extract } = await import('tar');
    await extract({ file: archive, cwd: aside, strict: true, preserveOwner: false, filter });
    const faults = fileFaults(files, aside);
    if (faults.length > 0) {
      throw new UserError({
        where: archive,
        expected: files.map(({ path }) => path).join(', '),
        found: faults.join(', '),
      });
    }
    for (const path of wanted) {
      if (fileFaults([{ path }], aside).length > 0) continue;
      await mkdir(dirname(join(dataDir, path)), { recursive: true });
      await rename(join(aside, path), join(dataDir, path));
    }
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
