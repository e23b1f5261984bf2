import { UserError } from '../base/errors.js';
import type { ModelReading } from '../contract/modelReading.js';
import type { ModelFiles } from './readModelFiles.js';

/** Throws `UserError`, naming `path`, if a suite states another format than the files have. */
export function checkFormat(path: string, { format }: ModelFiles, reading: ModelReading): void {
  if (reading.format === undefined || reading.format === format) return;
  const remedy = 'leave format out of the suite: it is found in model.json';
  throw new UserError({ where: path, expected: `format ${reading.format}, as the suite says`, found: format, remedy });
}
