import type { LoadedModel } from '../models/loadModel.js';
import type { AttackBatch } from './attack.js';
import { imageValues } from './imageValues.js';
import { margin } from './losses/margin.js';
import { queryLoss } from './queryLoss.js';
import { standingImages } from './standingImages.js';

/** Images that a candidate is wanted of, with their radii and their positions in the whole batch. */
export interface CandidateRequest {
  readonly batch: AttackBatch;
  readonly radii: Float32Array;
  readonly positions: readonly number[];
}

/** How the strongest of several candidates is chosen. */
export interface Selection {
  /** Each makes one point an image; asked one after the other, each for the images that still stand. */
  readonly candidates: readonly ((request: CandidateRequest) => Float32Array)[];
  /** Draws that all candidates are judged by, from `firstDraw` on: apart from those that made any of them. */
  readonly draws: number;
  readonly firstDraw: number;
  /** Images that are misclassified in every one of these draws ask for no further candidate. */
  readonly endsWhenFooled: boolean;
}

/**
 * Of several candidates per image the one with the greatest margin, the mean over common draws: on a deterministic model
 * one that is misclassified if any is, on a stochastic one never a lucky draw's winner. Two are held at a time.
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
        least[index] = Number.NEGATIVE_INFINITY; // not kept: settles nothing
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
