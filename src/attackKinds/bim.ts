import { l2Ball, linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { derivedStepSize, eot, norm, relativeStepSize, steps } from './parameters.js';
import { gradients } from './passes.js';
import { stepText } from './phrases.js';

/** Basic iterative method (Kurakin et al. 2016). */
export const bim = basicKind({
  kind: 'bim',
  title: 'BIM',
  called: 'a bim attack',
  description: 'Basic iterative method: projected gradient steps from the clean image.',
  method: 'x <- P(x + a d) from the clean image; d = sign(g), in L2 g / abs(g); a is the step size times epsilon',
  source: 'Kurakin et al. 2016',
  perturbations: [linfBall, l2Ball],
  parameters: { norm, steps, relativeStepSize, eot },
  derived: { relativeStepSize: derivedStepSize },
  cost: { gradients: 'P S T', forwards: '0' },
  passes: (spec, { points }) => gradients(points * spec.steps * spec.eot),
  usesGradients: true,
  gradientsTaken: (spec) => spec.steps * spec.eot,
  earlyEnd: 'whenFooled',
  sentence: (spec) =>
    `Basic iterative method: ${spec.steps} projected gradient steps from the clean image${stepText(spec)}.`,
});

/** Settings of the attack, resolved. */
export type BimSpec = SpecOf<typeof bim>;
