import type { Purpose } from '../base/random.js';
import type { LoadedModel } from '../models/loadModel.js';

/**
 * The model with its draw fixed, so that it is deterministic. `purpose` selects the purpose of the draw, such as that of the
 * evaluation. The model keeps its tensors.
 */
export function frozenModel(
  model: LoadedModel,
  { draw, purpose }: { readonly draw: number; readonly purpose?: Purpose },
): LoadedModel {
  return {
    ...model,
    sha256: `${model.sha256} frozen ${purpose ?? ''} ${draw}`,
    facts: { ...model.facts, stochastic: false },
    logits: (pixels, key) => model.logits(pixels, { ...key, draw, ...(purpose === undefined ? {} : { purpose }) }),
  };
}
