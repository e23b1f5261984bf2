import tf from '../tfjs/tfjs.cjs';
import type { AttackBatch, PreparedAttack } from './attack.js';
import { distance } from './balls/l2Ball.js';
import { imageValues } from './imageValues.js';

/**
 * Makes a sweep of an attack that looks for the smallest L2 perturbation: it is run once for the batch, when a point is
 * first asked for. A point whose epsilon is at least an image's norm gets the adversarial image itself; below it gets the
 * perturbation scaled down to epsilon, the best this attack has within the budget and still of the SNR asked for. So
 * success is norm <= epsilon, unless the scaled image happens to be misclassified too.
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
        const norm = distance(point, origin);
        if (norm <= radius) continue;
        for (let at = 0; at < dimensions; at++) point[at] = origin[at]! + (radius / norm) * (point[at]! - origin[at]!);
      }
      return tf.tensor4d(points, batch.pixels.shape);
    },
    dispose: () => {},
  };
}
