import { randomStream } from '../base/random.js';
import { type LossParts, replicatedLoss } from './tileRegularizer.js';

/** One setting of the sweep, per example. */
export interface TheoryPoint extends LossParts {
  readonly tiles: number;
  /** Standard deviation of the replicas. */
  readonly deviation: number;
}

export const sweptTiles = [2, 4, 8] as const;
export const sweptDeviations = [0, 0.1, 0.2, 0.4, 0.8, 1.6] as const;

/** Loss and regulariser of random regressions of four weights on 50 examples, over tiles and the spread of the replicas. */
export function theorySweep(seed: number): TheoryPoint[] {
  return sweptTiles.flatMap((tiles) => sweptDeviations.map((deviation) => pointOf(seed, tiles, deviation)));
}

function pointOf(seed: number, tiles: number, deviation: number): TheoryPoint {
  const weights = 4;
  const examples = 50;
  const stream = randomStream(seed, 'test', tiles);
  const replicas = Array.from({ length: weights }, () => {
    const centre = stream.normal();
    return Array.from({ length: tiles }, () => centre + deviation * stream.normal());
  });
  const inputs = Array.from({ length: examples }, () => Array.from({ length: weights }, () => stream.normal()));
  const labels = inputs.map(() => stream.int(2) as 0 | 1);
  const parts = replicatedLoss({ replicas, inputs, labels });
  const each = (value: number) => value / examples;
  return {
    tiles,
    deviation,
    average: each(parts.average),
    ofMean: each(parts.ofMean),
    regularizer: each(parts.regularizer),
    secondOrder: each(parts.secondOrder),
  };
}
