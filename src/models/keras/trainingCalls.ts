import { UserError } from '../../base/errors.js';
import type { GraphLayer } from './kerasGraph.js';

/**
 * Report sentences, one each, on layers called with `training=True`: dropout and noise are off here. Throws `UserError`, naming
 * `path` and the layer, for normalisation by the batch's statistics, which mixes images.
 */
export function trainingCalls(path: string, layers: readonly GraphLayer[]): string[] {
  return layers.flatMap(({ name, className, calls }) => {
    const trains = calls.some(({ kwargs }) => kwargs.training?.kind === 'constant' && kwargs.training.value === true);
    if (!trains) return [];
    if (className === 'BatchNormalization') {
      throw new UserError({
        where: `${path}, layer '${name}' (${className})`,
        expected: 'layers that are called in test mode',
        found: 'training=True: an image is normalised by the others of its batch',
        remedy: 'build the model again without training=True in the call of the layer, and convert it',
      });
    }
    return /Dropout|Noise/.test(className)
      ? [`layer '${name}' (${className}) is called in training mode: it is off here`]
      : [];
  });
}
