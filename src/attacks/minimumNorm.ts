import { l2Distance } from '../kernels/imageSteps/plain.js';
import tf from '../tfjs/tfjs.cjs';
import type { AttackBatch, PreparedAttack } from './attack.js';
import { imageValues } from './imageValues.js';

/**
 * A sweep of a minimum-norm L2 attack, which runs once for the batch, at the first requested point. A point whose epsilon is at
 * least an image's norm gets the adversarial image; a smaller epsilon gets the perturbation scaled down to epsilon, at the
 * requested SNR. So an attack succeeds if norm <= epsilon, or if the scaled image happens to be misclassified too.
 */
export function minimumNorm(batch: AttackBatch, find: () => Float32Array): PreparedAttack {
  let found: Float32Array | null = null;
  return {
    perturb: (radii) => {
      found ??= find();
      const points = found.slice();
      const clean = batch.pixels.dataSync() as Float32Array;
      const dimensions = points.length / radii.length;
      for (const [position, radius] of radii.entries()) {
        const point = imageValues(points, position, dimensions);
        const origin = imageValues(clean, position, dimensions);
        const norm = l2Distance(point, origin);
        if (norm <= radius) continue;
        for (let at = 0; at < dimensions; at++) point[at] = origin[at]! + (radius / norm) * (point[at]! - origin[at]!);
      }
      return tf.tensor4d(points, batch.pixels.shape);
    },
    dispose: () => {},
  };
}
