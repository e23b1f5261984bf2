import { l0Ball, l1Ball, l2Ball, linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { count, distanceNorm, eot, leastTargetedClasses, nearestTargets } from './parameters.js';
import { nearestSearch } from './passes.js';
import { nearestSentence, targetText } from './phrases.js';

/** Fast minimum-norm attack (Pintor et al. 2021). */
export const fmn = basicKind({
  kind: 'fmn',
  title: 'FMN',
  called: 'an fmn attack',
  description: 'Fast minimum-norm attack: the nearest adversarial example in L-inf, L2, L1 or L0.',
  method:
    'steps along g / abs(g)_2, projected onto a ball that shrinks while the point is adversarial and grows while it is not',
  source: 'Pintor et al. 2021',
  perturbations: [l2Ball, linfBall, l1Ball, l0Ball],
  parameters: {
    norm: distanceNorm(['l2', 'linf', 'l1', 'l0']),
    steps: count({ description: 'Steps', default: 200 }),
    eot,
    targets: nearestTargets,
  },
  cost: { gradients: 'S T; with `targets` N S T', forwards: '8 T; with `targets` 9 T' },
  passes: (spec, { classes }) => nearestSearch(spec, classes, spec.steps),
  usesGradients: true,
  findsNearest: true,
  earlyEnd: 'never',
  leastClasses: leastTargetedClasses,
  sentence: (spec) =>
    `Fast minimum-norm attack: the nearest adversarial example in ${spec.norm} found in ${spec.steps} steps${targetText(spec)}. ${nearestSentence}`,
});

/** Settings of the attack, resolved. */
export type FmnSpec = SpecOf<typeof fmn>;
