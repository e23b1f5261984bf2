import { linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { eot } from './parameters.js';
import { gradients } from './passes.js';

/** Fast gradient sign method (Goodfellow et al. 2014). */
export const fgsm = basicKind({
  kind: 'fgsm',
  title: 'FGSM',
  called: 'an fgsm attack',
  description: 'Fast gradient sign method: one step of size epsilon along the sign of the loss gradient.',
  method: 'clip(x + eps sign(g)); one gradient for the whole sweep',
  source: 'Goodfellow et al. 2014',
  perturbations: [linfBall],
  parameters: { eot },
  cost: { gradients: 'T', forwards: '0' },
  passes: (spec) => gradients(spec.eot),
  usesGradients: true,
  isOneStep: true,
  gradientsTaken: (spec) => spec.eot,
  earlyEnd: 'never',
  sentence: () =>
    'Fast gradient sign method: one step of size epsilon along the sign of the loss gradient, clipped to the pixel range.',
});

/** Settings of the attack, resolved. */
export type FgsmSpec = SpecOf<typeof fgsm>;
