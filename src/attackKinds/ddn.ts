import { l2Ball } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { count, eot, positive } from './parameters.js';
import { nearestSearch } from './passes.js';
import { nearestSentence } from './phrases.js';

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
  },
  cost: { gradients: '(S + 1) T', forwards: '8 T' },
  passes: (spec) => nearestSearch(spec.steps + 1, spec.eot),
  usesGradients: true,
  findsNearest: true,
  earlyEnd: 'never',
  sentence: ({ steps }) =>
    `Decoupled direction and norm: the nearest adversarial example in L2 found in ${steps} steps. ${nearestSentence}`,
});

/** Settings of the attack, resolved. */
export type DdnSpec = SpecOf<typeof ddn>;
