import { l2Ball, linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import {
  derivedStepSize,
  eot,
  leastTargetedClasses,
  norm,
  relativeStepSize,
  steps,
  targetRuns,
  targets,
} from './parameters.js';
import { addPasses, ranking, runsAtPoint, timesPasses } from './passes.js';
import { stepText, targetText } from './phrases.js';

/** Basic iterative method (Kurakin et al. 2016). */
export const bim = basicKind({
  kind: 'bim',
  title: 'BIM',
  called: 'a bim attack',
  description: 'Basic iterative method: projected gradient steps from the clean image.',
  method: 'x <- P(x + a d) from the clean image; d = sign(g), in L2 g / abs(g); a is the step size times epsilon',
  source: 'Kurakin et al. 2016',
  perturbations: [linfBall, l2Ball],
  parameters: { norm, steps, relativeStepSize, eot, targets },
  derived: { relativeStepSize: derivedStepSize },
  cost: { gradients: 'P S T; with `targets` P N S T', forwards: '0; with `targets` T, and P N T if N > 1' },
  passes: (spec, { points, classes }) => {
    const runs = targetRuns(spec.targets, classes);
    return addPasses(timesPasses(points, runsAtPoint(runs, spec.steps, spec.eot)), ranking(spec));
  },
  usesGradients: true,
  gradientsTaken: (spec) => spec.steps * spec.eot,
  earlyEnd: 'whenFooled',
  leastClasses: leastTargetedClasses,
  sentence: (spec) =>
    `Basic iterative method: ${spec.steps} projected gradient steps from the clean image${targetText(spec)}${stepText(spec)}.`,
});

/** Settings of the attack, resolved. */
export type BimSpec = SpecOf<typeof bim>;
