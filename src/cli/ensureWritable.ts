import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../base/writeWhole.js';

/** Makes sure that files can be written to `folder` before any long work starts. Throws `UserError` if not. */
export function ensureWritable(folder: string): void {
  const probe = join(folder, '.writable');
  writeWhole(probe, '');
  rmSync(probe);
}
