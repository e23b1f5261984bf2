import type { Purpose } from '../base/random.js';
import type { LoadedModel } from '../models/loadModel.js';

/**
 * The model with every draw of an image being the given one: it answers the same each time. With a `purpose` that draw is
 * one of that purpose, such as the one that judges. The tensors stay the model's own.
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
