import { Type } from '@sinclair/typebox';
import { linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { count, leastTargetedClasses, targetRuns, targets } from './parameters.js';
import { addPasses, choice, forwards, ranking, timesPasses } from './passes.js';
import { targetText } from './phrases.js';

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
    targets,
  },
  cost: { gradients: '0', forwards: 'P (queries + 1) T; with `targets` P N (queries + 1) T + T, and P N T if N > 1' },
  passes: (spec, { points, classes }) => {
    const runs = targetRuns(spec.targets, classes);
    const atPoint = addPasses(forwards(runs * (spec.queries + 1) * spec.eot), choice(runs, spec.eot));
    return addPasses(timesPasses(points, atPoint), ranking(spec));
  },
  usesGradients: false,
  searchesWithoutGradients: true,
  earlyEnd: 'whenFooled',
  leastClasses: leastTargetedClasses,
  sentence: (spec) =>
    `Square attack: random search without gradients${targetText(spec)}, ${spec.queries} queries of random squares, kept if the margin falls.`,
  average: (draws) => `On stochastic models a query is the mean margin of ${draws} draws.`,
});

/** Settings of the attack, resolved. */
export type SquareSpec = SpecOf<typeof square>;
