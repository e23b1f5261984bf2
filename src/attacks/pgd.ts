import type { PgdSpec } from '../attackKinds/pgd.js';
import type { Attack } from './attack.js';
import { balls } from './balls/balls.js';
import { projectedGradient } from './projectedGradient.js';

/** Projected gradient descent (Madry et al. 2017): BIM from random points of the ball, the strongest of its restarts. */
export const pgd: Attack<PgdSpec> = (spec, model, batch) => {
  const ball = balls[spec.norm];
  return projectedGradient({ ...spec, ball, start: 'random' }, model, batch);
};
