import { l2Ball, linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import {
  derivedStepSize,
  eot,
  leastTargetedClasses,
  norm,
  relativeStepSize,
  restarts,
  steps,
  targetRuns,
  targets,
} from './parameters.js';
import { addPasses, ranking, runsAtPoint, timesPasses } from './passes.js';
import { restartText, stepText, targetText } from './phrases.js';

/** Projected gradient descent from random starts (Madry et al. 2017). */
export const pgd = basicKind({
  kind: 'pgd',
  title: 'PGD',
  called: 'a pgd attack',
  description: 'Projected gradient descent from random points of the ball.',
  method: 'as bim, from a random point, uniform in the ball',
  source: 'Madry et al. 2017',
  perturbations: [linfBall, l2Ball],
  parameters: { norm, steps, relativeStepSize, restarts, eot, targets },
  derived: { relativeStepSize: derivedStepSize },
  cost: {
    gradients: 'P R S T; with `targets` P R N S T',
    forwards: 'P R T if R > 1; with `targets` T, and P R N T if R N > 1',
  },
  passes: (spec, { points, classes }) => {
    const runs = spec.restarts * targetRuns(spec.targets, classes);
    return addPasses(timesPasses(points, runsAtPoint(runs, spec.steps, spec.eot)), ranking(spec));
  },
  usesGradients: true,
  gradientsTaken: (spec) => spec.steps * spec.restarts * spec.eot,
  earlyEnd: 'whenFooled',
  leastClasses: leastTargetedClasses,
  sentence: (spec) =>
    `Projected gradient descent: ${spec.steps} steps from a random point of the ball${targetText(spec)}${stepText(spec)}${restartText(spec)}.`,
});

/** Settings of the attack, resolved. */
export type PgdSpec = SpecOf<typeof pgd>;
