import type { LoadedModel } from '../models/loadModel.js';
import type { AttackBatch } from './attack.js';
import { imageValues } from './imageValues.js';
import { margin } from './losses/margin.js';
import { queryLoss } from './queryLoss.js';
import { standingImages } from './standingImages.js';

/** Images that need a candidate, with their radii and positions in the whole batch. */
export interface CandidateRequest {
  readonly batch: AttackBatch;
  readonly radii: Float32Array;
  readonly positions: readonly number[];
}

/** How the strongest of several candidates is chosen. */
export interface Selection {
  /** Each gives one point per image; called in order, each for the images that are not yet broken. */
  readonly candidates: readonly ((request: CandidateRequest) => Float32Array)[];
  /** Draws on which all candidates are compared, from `firstDraw` on; different from those that created them. */
  readonly draws: number;
  readonly firstDraw: number;
  /** Images that are misclassified in every one of these draws need no further candidate. */
  readonly endsWhenFooled: boolean;
}

/**
 * Selects, for each image, the candidate with the greatest mean margin over common draws. On a deterministic model it is
 * misclassified if any candidate is; on a stochastic model it does not depend on a lucky draw. Holds two candidates at a time.
 */
export function selectStrongest(
  model: LoadedModel,
  { batch, radii }: Omit<CandidateRequest, 'positions'>,
  { candidates, draws, firstDraw, endsWhenFooled }: Selection,
): Float32Array {
  const best = candidates[0]!({ batch, radii, positions: batch.images.map((_, position) => position) }).slice();
  if (candidates.length === 1) return best;
  const standing = standingImages(batch);
  const greatest = new Float64Array(radii.length).fill(Number.NEGATIVE_INFINITY);
  const dimensions = best.length / radii.length;
  for (let turn = 0; turn < candidates.length && standing.positions.length > 0; turn++) {
    const { positions, batch: part } = standing;
    const request = { batch: part, radii: Float32Array.from(positions, (position) => radii[position]!), positions };
    const points = turn === 0 ? best : candidates[turn]!(request);
    const { means, least } = marginsAt(model, part, { points, firstDraw, draws });
    for (const [index, position] of positions.entries()) {
      if (means[index]! <= greatest[position]!)
        least[index] = Number.NEGATIVE_INFINITY; // not cached
      else {
        greatest[position] = means[index]!;
        imageValues(best, position, dimensions).set(imageValues(points, index, dimensions));
      }
    }
    if (endsWhenFooled) standing.keep((index) => !(least[index]! > 0));
  }
  standing.dispose();
  return best;
}

/** Mean and least margin of each image over the draws. */
function marginsAt(
  model: LoadedModel,
  batch: AttackBatch,
  query: { readonly points: Float32Array; readonly firstDraw: number; readonly draws: number },
): { readonly means: Float64Array; readonly least: Float64Array } {
  const least = new Float64Array(batch.images.length).fill(Number.POSITIVE_INFINITY);
  const ofLabels = margin(batch.labels);
  const { losses } = queryLoss(model, batch, {
    ...query,
    loss: (logits, position, slope) => {
      const own = ofLabels(logits, position, slope);
      least[position] = Math.min(least[position]!, own);
      return own;
    },
  });
  return { means: losses, least };
}
