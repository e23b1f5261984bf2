import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { writeWhole } from '../base/writeWhole.js';

/** Makes sure that files can be written to `folder` before any long work starts. Throws `UserError`, naming `folder`, if not. */
export function ensureWritable(folder: string): void {
  const probe = join(folder, '.writable');
  try {
    writeWhole(probe, '');
  } catch (error) {
    throw error instanceof UserError ? new UserError({ ...error.parts, where: folder }) : error;
  }
  rmSync(probe);
}
