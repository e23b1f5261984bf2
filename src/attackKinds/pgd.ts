import { l2Ball, linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { derivedStepSize, eot, norm, relativeStepSize, restarts, steps } from './parameters.js';
import { addPasses, choice, gradients, timesPasses } from './passes.js';
import { restartText, stepText } from './phrases.js';

/** Projected gradient descent from random starts (Madry et al. 2017). */
export const pgd = basicKind({
  kind: 'pgd',
  title: 'PGD',
  called: 'a pgd attack',
  description: 'Projected gradient descent from random points of the ball.',
  method: 'as bim, from a random point, uniform in the ball',
  source: 'Madry et al. 2017',
  perturbations: [linfBall, l2Ball],
  parameters: { norm, steps, relativeStepSize, restarts, eot },
  derived: { relativeStepSize: derivedStepSize },
  cost: { gradients: 'P R S T', forwards: 'P R T if R > 1' },
  passes: (spec, { points }) =>
    timesPasses(points, addPasses(gradients(spec.restarts * spec.steps * spec.eot), choice(spec.restarts, spec.eot))),
  usesGradients: true,
  gradientsTaken: (spec) => spec.steps * spec.restarts * spec.eot,
  earlyEnd: 'whenFooled',
  sentence: (spec) =>
    `Projected gradient descent: ${spec.steps} steps from a random point of the ball${stepText(spec)}${restartText(spec)}.`,
});

/** Settings of the attack, resolved. */
export type PgdSpec = SpecOf<typeof pgd>;
