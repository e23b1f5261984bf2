import type { RandomStream } from '../../base/random.js';
import { l2Project, l2Step } from '../../kernels/imageSteps/imageSteps.js';
import { l2Unit } from '../../kernels/imageSteps/plain.js';
import type { Ball } from './ball.js';

/** Perturbations whose Euclidean norm is at most the radius. */
export const l2Ball: Ball = {
  project: l2Project,
  step: l2Step,
  steepest: l2Unit,
  inside(dimensions, stream) {
    const length = stream.float() ** (1 / dimensions);
    return direction(dimensions, stream).map((value) => value * length);
  },
  surface: direction,
};

function direction(dimensions: number, stream: RandomStream): Float32Array {
  const values = Float64Array.from({ length: dimensions }, () => stream.normal());
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return Float32Array.from(values, (value) => value / norm);
}
