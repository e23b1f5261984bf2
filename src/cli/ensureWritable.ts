import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../base/errors.js';
import { writeWhole } from '../base/writeWhole.js';

/** Makes sure that files can be written to `folder` before any long work starts. Throws `UserError`, naming `folder`, if not. */
export function ensureWritable(folder: string): void {
  probe(folder, folder);
}

/** The same for a folder that is only created when there is something to write: nothing of it is left behind. */
export function ensureCreatable(folder: string): void {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  probe(nearest, folder);
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
