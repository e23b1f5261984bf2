import { l1Ball, l2Ball, linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { count, distanceNorm, eot } from './parameters.js';
import { addPasses, forwards, nearestSearch } from './passes.js';
import { nearestSentence } from './phrases.js';

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
    targets: count({
      description: 'Number of target classes, likeliest on the clean image first; at most all other classes',
      default: 9,
    }),
    eot,
  },
  cost: { gradients: 'min(targets, K - 1) (S + 1) T', forwards: '9 T' },
  passes: (spec, { classes }) => {
    const targets = Math.min(spec.targets, classes - 1);
    return addPasses(nearestSearch(targets * (spec.steps + 1), spec.eot), forwards(spec.eot));
  },
  usesGradients: true,
  findsNearest: true,
  earlyEnd: 'never',
  sentence: ({ norm, steps, targets }) =>
    `FAB, targeted: the nearest adversarial example in ${norm} found in ${steps} steps towards each of up to ${targets} classes. ${nearestSentence}`,
});

/** Settings of the attack, resolved. */
export type FabSpec = SpecOf<typeof fab>;
