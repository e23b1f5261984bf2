import { Type } from '@sinclair/typebox';
import { linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { count } from './parameters.js';
import { forwards } from './passes.js';

/** Square attack (Andriushchenko et al. 2020). */
export const square = basicKind({
  kind: 'square',
  title: 'Square',
  called: 'a square attack',
  description: 'Square attack: random search without gradients, in L-inf.',
  method: 'vertical stripes of +-eps, then squares of +-2 eps per channel, kept if the margin falls',
  source: 'Andriushchenko et al. 2020',
  perturbations: [linfBall],
  parameters: {
    queries: count({ description: 'Number of squares tried per image', default: 5000 }),
    areaShare: Type.Number({
      title: 'a number above 0 and at most 1',
      description: 'Share of the image covered by the first squares',
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.8,
    }),
    eot: count({ description: 'Draws of a stochastic model whose mean margin decides', default: 20 }),
  },
  cost: { gradients: '0', forwards: 'P (queries + 1) T' },
  passes: (spec, { points }) => forwards(points * (spec.queries + 1) * spec.eot),
  usesGradients: false,
  searchesWithoutGradients: true,
  earlyEnd: 'whenFooled',
  sentence: ({ queries }) =>
    `Square attack: random search without gradients, ${queries} queries of random squares, kept if the margin falls.`,
  average: (draws) => `On stochastic models a query is the mean margin of ${draws} draws.`,
});

/** Settings of the attack, resolved. */
export type SquareSpec = SpecOf<typeof square>;
