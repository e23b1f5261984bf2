import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { readJsonDocument } from '../base/jsonDocument.js';
import { schemaFaults } from '../base/schemaFaults.js';
import { schemaValidator } from '../base/schemaValidators.js';
import type { TrainingRecord } from '../contract/trainingRecord.js';

const mostFaults = 5;

/**
 * Reads and checks training.json of a model folder. Throws `UserError` if there is none, `UserErrors` with line and column if it is
 * not a training record.
 */
export function readTrainingRecord(folder: string): TrainingRecord {
  const record = findTrainingRecord(folder);
  if (record !== null) return record;
  throw new UserError({
    where: join(folder, 'training.json'),
    expected: 'a training record, which names the training images',
    found: 'no such file',
    remedy: 'name a model trained by `rapa train`',
  });
}

/** The same; null if there is none. */
export function findTrainingRecord(folder: string): TrainingRecord | null {
  const file = join(folder, 'training.json');
  if (!existsSync(file)) return null;
  const document = readJsonDocument(file, 'a training record');
  const faults = schemaFaults(schemaValidator('training'), document.value).slice(0, mostFaults);
  if (faults.length === 0) return document.value as TrainingRecord;
  const remedy = 'restore the file, or remove it and train the network again with --fresh';
  throw document.faults(faults.map((fault) => ({ remedy, ...fault })));
}
