import type { NoiseSpec } from '../attackKinds/noise.js';
import { randomStream } from '../base/random.js';
import tf from '../tfjs/tfjs.cjs';
import type { Attack } from './attack.js';
import { imageValues } from './imageValues.js';

/**
 * Random noise, the baseline that every attack must beat: per image uniform or Gaussian values, scaled so that their root mean
 * square is exactly epsilon, so that the SNR is that of a sign perturbation of the same epsilon; then clipped to the box. All
 * points of a sweep use the same noise, scaled.
 */
export const noise: Attack<NoiseSpec> = ({ distribution }, _model, { pixels, images, seed }) => ({
  perturb: (epsilons) => {
    const points = (pixels.dataSync() as Float32Array).slice();
    const dimensions = points.length / images.length;
    for (const [position, image] of images.entries()) {
      const stream = randomStream(seed, 'noise', image);
      const draw = distribution === 'gaussian' ? () => stream.normal() : () => 2 * stream.float() - 1;
      const values = Float64Array.from({ length: dimensions }, draw);
      const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / dimensions);
      const point = imageValues(points, position, dimensions);
      for (let at = 0; at < dimensions; at++) {
        point[at] = Math.min(1, Math.max(0, point[at]! + (epsilons[position]! * values[at]!) / rms));
      }
    }
    return tf.tensor4d(points, pixels.shape);
  },
  dispose: () => {},
});
