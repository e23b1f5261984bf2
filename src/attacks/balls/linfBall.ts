import type { RandomStream } from '../../base/random.js';
import { linfProject, linfStep } from '../../kernels/imageSteps/imageSteps.js';
import type { Ball } from './ball.js';

/** Perturbations whose largest value is at most the radius. */
export const linfBall: Ball = {
  project: linfProject,
  step: linfStep,
  steepest(gradient) {
    for (let at = 0; at < gradient.length; at++) gradient[at] = Math.sign(gradient[at]!);
  },
  inside: uniformCube,
  surface(dimensions, stream) {
    const values = uniformCube(dimensions, stream);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return largest === 0 ? values.fill(1) : values.map((value) => value / largest);
  },
};

/** Uniform in [-1, 1). */
function uniformCube(dimensions: number, stream: RandomStream): Float32Array {
  const values = new Float32Array(dimensions);
  for (let at = 0; at < dimensions; at++) values[at] = 2 * stream.float() - 1;
  return values;
}
