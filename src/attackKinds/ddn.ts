import { l2Ball } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { count, eot, leastTargetedClasses, nearestTargets, positive } from './parameters.js';
import { nearestSearch } from './passes.js';
import { nearestSentence, targetText } from './phrases.js';

/** Decoupled direction and norm (Rony et al. 2019), L2. */
export const ddn = basicKind({
  kind: 'ddn',
  title: 'DDN',
  called: 'a ddn attack',
  description: 'Decoupled direction and norm: the nearest adversarial example in L2.',
  method:
    'steps along g / abs(g)_2; the norm shrinks by gamma while the point is adversarial and grows by gamma while it is not',
  source: 'Rony et al. 2019',
  perturbations: [l2Ball],
  parameters: {
    steps: count({ description: 'Steps', default: 200 }),
    gamma: positive({ description: 'Relative change of the norm per step, below 1', default: 0.05 }),
    initialNorm: positive({ description: 'L2 norm of the first perturbation', default: 1 }),
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
    `Decoupled direction and norm: the nearest adversarial example in L2 found in ${spec.steps} steps${targetText(spec)}. ${nearestSentence}`,
});

/** Settings of the attack, resolved. */
export type DdnSpec = SpecOf<typeof ddn>;
