import { UserError, UserErrors } from '../base/errors.js';
import type { ModelSpec } from '../contract/suite.js';
import { chooseBatch } from './chooseBatch.js';
import { type ModelInspection, tooLarge } from './inspectModels.js';
import { megabytes } from './memoryBudget.js';

/**
 * The batch size of each model, so that a worker with the weights of all models stays below `budgetBytes`. Throws `UserErrors`
 * for the models of which not even one image fits.
 */
export function planBatches(
  models: readonly Pick<ModelSpec, 'id' | 'path'>[],
  inspections: ReadonlyMap<string, Pick<ModelInspection, 'memory'>>,
  budgetBytes: number,
): Map<string, number> {
  const memoryOf = (id: string) => inspections.get(id)!.memory;
  const weightBytes = models.reduce((sum, { id }) => sum + memoryOf(id).weightBytes, 0);
  const batches = new Map(
    models.map(({ id }) => [id, chooseBatch(memoryOf(id), { weightBytes, budgetBytes })] as const),
  );
  const faults = models.filter(({ id }) => batches.get(id) === 0);
  if (faults.length === 0) return batches;
  throw new UserErrors(
    faults.map(({ id, path }) => {
      const image = megabytes(memoryOf(id).imageBytes);
      const found = `${image} for the gradient of one image beside ${megabytes(weightBytes)} of weights of all models`;
      return new UserError(tooLarge(path, budgetBytes, found));
    }),
  );
}
