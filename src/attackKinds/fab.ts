import { l1Ball, l2Ball, linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { choiceOf, count, distanceNorm, eot, targetChoices } from './parameters.js';
import { nearestSearch } from './passes.js';
import { nearestSentence, targetText } from './phrases.js';

/** FAB, targeted (Croce & Hein 2020). */
export const fab = basicKind({
  kind: 'fab',
  title: 'FAB',
  called: 'a fab attack',
  description:
    'FAB, targeted: steps to the linearised boundary of each of the likeliest other classes, in L-inf, L2 or L1.',
  method:
    'for each target, a mean of the projections of x and of the clean image onto the linearised boundary; a step back once adversarial',
  source: 'Croce & Hein 2020',
  perturbations: [l2Ball, linfBall, l1Ball],
  parameters: {
    norm: distanceNorm(['l2', 'linf', 'l1']),
    steps: count({ description: 'Steps for each target', default: 20 }),
    targets: choiceOf(targetChoices, {
      description:
        'Each of the nine likeliest other classes of the clean image in turn, the likeliest, the least likely, or one at random for each image',
      default: 'all',
    }),
    eot,
  },
  cost: { gradients: 'N (S + 1) T', forwards: '9 T' },
  passes: (spec, { classes }) => nearestSearch(spec, classes, spec.steps + 1),
  usesGradients: true,
  findsNearest: true,
  earlyEnd: 'never',
  leastClasses: ({ targets }) => (targets === 'all' ? 2 : 3), // of two classes `all` is the only other one
  sentence: (spec) =>
    `FAB, targeted: the nearest adversarial example in ${spec.norm} found in ${spec.steps} steps${targetText(spec)}. ${nearestSentence}`,
});

/** Settings of the attack, resolved. */
export type FabSpec = SpecOf<typeof fab>;
