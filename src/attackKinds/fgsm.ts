import { linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { eot, leastTargetedClasses, targetRuns, targets } from './parameters.js';
import { addPasses, choice, gradients, ranking, timesPasses } from './passes.js';
import { targetText } from './phrases.js';

/** Fast gradient sign method (Goodfellow et al. 2014). */
export const fgsm = basicKind({
  kind: 'fgsm',
  title: 'FGSM',
  called: 'an fgsm attack',
  description: 'Fast gradient sign method: one step of size epsilon along the sign of the loss gradient.',
  method: 'clip(x + eps sign(g)); one gradient for the whole sweep',
  source: 'Goodfellow et al. 2014',
  perturbations: [linfBall],
  parameters: { eot, targets },
  cost: { gradients: 'T; with `targets` N T', forwards: '0; with `targets` T, and P N T if N > 1' },
  passes: (spec, { points, classes }) => {
    const runs = targetRuns(spec.targets, classes);
    return addPasses(gradients(runs * spec.eot), timesPasses(points, choice(runs, spec.eot)), ranking(spec));
  },
  usesGradients: true,
  isOneStep: true,
  gradientsTaken: (spec) => spec.eot,
  earlyEnd: 'never',
  leastClasses: leastTargetedClasses,
  sentence: (spec) =>
    `Fast gradient sign method: one step of size epsilon along the sign of the loss gradient${targetText(spec)}, clipped to the pixel range.`,
});

/** Settings of the attack, resolved. */
export type FgsmSpec = SpecOf<typeof fgsm>;
