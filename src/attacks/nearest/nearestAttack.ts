import type { LoadedModel } from '../../models/loadModel.js';
import tf from '../../tfjs/tfjs.cjs';
import type { Attack, AttackBatch } from '../attack.js';
import { imageValues } from '../imageValues.js';
import type { NearestExamples } from './nearestExamples.js';

/**
 * Builds an attack from a search for the nearest examples. At a sweep point an image gets its example if it is within epsilon,
 * else it stays clean, so one run serves all points.
 */
export function nearestAttack<Spec>(
  find: (spec: Spec, model: LoadedModel, batch: AttackBatch) => NearestExamples,
): Attack<Spec> {
  return (spec, model, batch) => {
    let found: NearestExamples | null = null;
    const nearest = () => {
      found ??= find(spec, model, batch);
      return found;
    };
    return {
      nearest,
      perturb: (epsilons) => {
        const { points, distances } = nearest();
        const values = (batch.pixels.dataSync() as Float32Array).slice();
        const dimensions = values.length / epsilons.length;
        for (const [position, epsilon] of epsilons.entries()) {
          if (!(distances[position]! <= epsilon)) continue;
          imageValues(values, position, dimensions).set(imageValues(points, position, dimensions));
        }
        return tf.tensor4d(values, batch.pixels.shape);
      },
      dispose: () => {},
    };
  };
}
