import { rmsBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { choiceOf } from './parameters.js';
import { forwards } from './passes.js';

/** Random noise whose root mean square is epsilon. */
export const noise = basicKind({
  kind: 'noise',
  title: 'Noise',
  called: 'a noise attack',
  description: 'Random noise whose root mean square is epsilon: the baseline that every attack must beat.',
  method:
    'random values scaled to a root mean square of exactly epsilon, then clipped; points differ only in the scale',
  source: '-',
  perturbations: [rmsBall],
  parameters: {
    distribution: choiceOf(['uniform', 'gaussian'], { description: 'Distribution of each value', default: 'uniform' }),
  },
  cost: { gradients: '0', forwards: '0' },
  passes: () => forwards(0),
  usesGradients: false,
  earlyEnd: 'never',
  sentence: ({ distribution }) =>
    `Random noise, ${distribution === 'gaussian' ? 'Gaussian' : 'uniform'}: no gradient, the baseline that every attack must beat.`,
});

/** Settings of the attack, resolved. */
export type NoiseSpec = SpecOf<typeof noise>;
