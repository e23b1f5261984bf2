import type { BimSpec } from '../attackKinds/bim.js';
import type { Attack } from './attack.js';
import { balls } from './balls/balls.js';
import { projectedGradient } from './projectedGradient.js';

/** Basic iterative method (Kurakin et al. 2016): steepest steps from the clean image, projected. L-inf or L2. */
export const bim: Attack<BimSpec> = (spec, model, batch) => {
  const ball = balls[spec.norm];
  return projectedGradient({ ...spec, ball, start: 'clean', restarts: 1 }, model, batch);
};
