import { UserError } from '../base/errors.js';
import type { Network } from './network.js';

/** Throws `UserError`, naming `path` and the weight, for weights that are NaN or infinite. */
export function checkFinite(path: string, weights: Network['weights']): void {
  for (const { name, value } of weights) {
    if (value.dtype === 'string') continue;
    const values = value.dataSync();
    const bad = values.findIndex((number) => !Number.isFinite(Number(number)));
    if (bad < 0) continue;
    throw new UserError({
      where: `${path}, weight '${name}'`,
      expected: 'finite numbers',
      found: `${values[bad]} at position ${bad} of ${value.size}`,
      remedy: 'the training diverged or the file is damaged: train or copy the model again',
    });
  }
}
