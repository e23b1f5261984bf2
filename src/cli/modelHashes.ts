import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { modelHash } from '../models/loadModel.js';
import { parseSuite } from '../suites/parseSuite.js';

/**
 * SHA-256 by id, as in results, of a suite's tfjs models whose files are there: a checkout need not have the weights of all. Throws
 * `UserErrors` for a faulty suite, `UserError` for a cut-off model.
 */
export function modelHashes(file: string): Map<string, string> {
  const isThere = (path: string) => ['model.json', 'weights.bin'].every((name) => existsSync(join(path, name)));
  const present = parseSuite(file).models.filter(({ path }) => isThere(path));
  return new Map(present.map((model) => [model.id, modelHash(model.path, model)]));
}
