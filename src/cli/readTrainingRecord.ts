import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import type { TrainingRecord } from '../contract/trainingRecord.js';

/** training.json of a model folder. Throws `UserError` if there is none. */
export function readTrainingRecord(folder: string): TrainingRecord {
  const file = join(folder, 'training.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as TrainingRecord;
  throw new UserError({
    where: file,
    expected: 'a training record, which names the training images',
    found: 'no such file',
    remedy: 'name a model trained by `rapa train`',
  });
}
