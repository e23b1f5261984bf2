import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeJson } from '../base/describeJson.js';
import { UserError, UserErrors } from '../base/errors.js';
import { jsonPointer } from '../base/jsonDocument.js';
import { readTextFile } from '../base/readTextFile.js';
import { schemaFaults } from '../base/schemaFaults.js';
import { schemaValidator } from '../base/schemaValidators.js';
import type { Results } from '../contract/result.js';
import { type ResultFile, unpackResults } from '../contract/resultFile.js';
import { checkCounts, checkPackedCurves } from './checkCurves.js';

const remedy = 'name a results.json or a baseline that eval wrote, or run eval again';
const mostFaults = 5;

/**
 * Reads results.json, also from the report folder that contains it, or a baseline. Throws `UserError`s if it is missing, not JSON, of another schema version or invalid, or if
 * its counts and packed outcomes contradict each other.
 */
export function readResults(path: string): Results {
  const file = existsSync(join(path, 'results.json')) ? join(path, 'results.json') : path;
  const value = parseJson(file);
  const version =
    typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (version !== 1) {
    const found = version === undefined ? 'none' : describeJson(version);
    throw new UserError({ where: `${file} /schemaVersion`, expected: 'schemaVersion 1', found, remedy });
  }
  const faults = schemaFaults(schemaValidator('results'), value);
  if (faults.length > 0) {
    throw new UserErrors(
      faults.slice(0, mostFaults).map(({ path, key, expected, found }) => {
        const pointer = jsonPointer(key === undefined ? path : [...path, key]);
        return new UserError({ where: `${file} ${pointer}`, expected, found, remedy });
      }),
    );
  }
  checkPackedCurves(value as ResultFile, file);
  const results = unpackResults(value as ResultFile, file);
  checkCounts(results, file);
  return results;
}

function parseJson(file: string): unknown {
  const { text } = readTextFile(file, 'results');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError({ where: file, expected: 'results in JSON', found: (error as Error).message, remedy });
  }
}
