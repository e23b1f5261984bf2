import { l0Ball } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { count, eot, leastTargetedClasses, nearestTargets, notNegative, positive } from './parameters.js';
import { nearestSearch } from './passes.js';
import { nearestSentence, targetText } from './phrases.js';

/** sigma-zero (Cina et al. 2024), L0. */
export const sigmaZero = basicKind({
  kind: 'sigma-zero',
  title: 'sigma-zero',
  called: 'a sigma-zero attack',
  description: 'Sigma-zero: the adversarial example that changes the fewest values.',
  method: 'Adam on the margin and a smooth count of the changes; small changes are undone',
  source: 'Cina et al. 2024',
  perturbations: [l0Ball],
  parameters: {
    steps: count({ description: 'Adam steps', default: 1000 }),
    sigma: positive({
      description: 'Smoothing of the count: changes of about its square root and above count as one',
      default: 0.001,
    }),
    threshold: notNegative({ description: 'Initial threshold: smaller changes are undone', default: 0.3 }),
    thresholdStep: notNegative({
      description: 'Change of the threshold per step, times the learning rate',
      default: 0.01,
    }),
    learningRate: positive({
      description: 'Initial learning rate of Adam; it falls to a tenth by the end',
      default: 1,
    }),
    eot,
    targets: nearestTargets,
  },
  cost: { gradients: '(S + 1) T; with `targets` N (S + 1) T', forwards: '8 T; with `targets` 9 T' },
  passes: (spec, { classes }) => nearestSearch(spec, classes, spec.steps + 1),
  usesGradients: true,
  findsNearest: true,
  earlyEnd: 'never',
  leastClasses: leastTargetedClasses,
  sentence: (spec) =>
    `Sigma-zero: the adversarial example with the fewest changed values found in ${spec.steps} Adam steps${targetText(spec)}. ${nearestSentence}`,
});

/** Settings of the attack, resolved. */
export type SigmaZeroSpec = SpecOf<typeof sigmaZero>;
