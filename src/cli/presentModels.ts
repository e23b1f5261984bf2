import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { modelHash } from '../models/loadModel.js';
import { outdatedReduction } from '../models/outdatedReduction.js';
import type { PresentModel } from '../paper/paperRecords.js';
import { parseSuite } from '../suites/parseSuite.js';

/**
 * A suite's tfjs models whose files are there, by id: a checkout need not have the weights of all. Throws `UserErrors` for a faulty suite or
 * record, `UserError` for a cut-off model.
 */
export function presentModels(file: string): Map<string, PresentModel> {
  const isThere = (path: string) => ['model.json', 'weights.bin'].every((name) => existsSync(join(path, name)));
  const present = parseSuite(file).models.filter(({ path }) => isThere(path));
  return new Map(
    present.map((model) => {
      const outdated = outdatedReduction(model.path);
      return [
        model.id,
        { folder: model.path, sha256: modelHash(model.path, model), ...(outdated === null ? {} : { outdated }) },
      ] as const;
    }),
  );
}
