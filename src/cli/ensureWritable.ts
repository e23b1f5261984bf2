import { existsSync, rmSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { UserError } from '../base/errors.js';
import { nearestExisting, writeWhole } from '../base/writeWhole.js';

/** Makes sure that files can be written to `folder` before any long work starts. Throws `UserError`, naming `folder`, if not. */
export function ensureWritable(folder: string): void {
  probe(folder, folder);
}

/** The same for a folder that is only created when there is something to write: nothing of it is left behind. */
export function ensureCreatable(folder: string): void {
  probe(nearestExisting(folder), folder);
}

/** Makes sure that a picture can be written to `file` before any work starts. Throws `UserError`, naming `file` or its folder, if not. */
export function ensurePicture(file: string): void {
  const isFolder = existsSync(file) && statSync(file).isDirectory();
  if (isFolder || !/\.png$/i.test(file)) {
    const found = isFolder
      ? 'a folder'
      : extname(file) === ''
        ? 'a name without .png'
        : `a name that ends in ${extname(file)}`;
    const remedy = `name such a file, e.g. ${join(isFolder ? file : dirname(file), 'picture.png')}`;
    throw new UserError({ where: file, expected: 'a file whose name ends in .png', found, remedy });
  }
  ensureCreatable(dirname(file));
}

function probe(place: string, folder: string): void {
  // Several processes may test one folder at the same time.
  const file = join(place, `.writable-${process.pid}`);
  try {
    writeWhole(file, '');
  } catch (error) {
    throw error instanceof UserError ? new UserError({ ...error.parts, where: folder }) : error;
  }
  rmSync(file, { force: true });
}
