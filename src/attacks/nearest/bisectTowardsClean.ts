import { halvings } from '../../attackKinds/passes.js';
import type { LoadedModel } from '../../models/loadModel.js';
import type { AttackBatch } from '../attack.js';
import { imageValues } from '../imageValues.js';
import type { DistanceNorm } from '../norms/norms.js';
import { queryLoss } from '../queryLoss.js';
import type { NearestExamples } from './nearestExamples.js';
import type { NearestTrack } from './nearestTrack.js';

/**
 * Searches for nearer adversarial points between each clean image and its example: by bisection on the straight line; in L0,
 * where scaling does not reduce the distance, by undoing the smallest changes, half as many after each failure.
 */
export function bisectTowardsClean(
  model: LoadedModel,
  batch: AttackBatch,
  {
    track,
    norm,
    firstDraw,
    draws,
  }: {
    readonly track: NearestTrack;
    readonly norm: DistanceNorm;
    readonly firstDraw: number;
    readonly draws: number;
  },
): NearestExamples {
  const clean = batch.pixels.dataSync() as Float32Array;
  const images = batch.images.length;
  const dimensions = clean.length / images;
  const searches = Array.from({ length: images }, (_, position) => {
    const own = (values: Float32Array) => imageValues(values, position, dimensions);
    return norm === 'l0' ? takeBack(own(clean), own(track.points)) : halve(own(clean), own(track.points));
  });
  const points = track.points.slice();
  for (let step = 0; step < halvings; step++) {
    for (const [position, search] of searches.entries()) search.propose(imageValues(points, position, dimensions));
    const query = { points, loss: () => 0, firstDraw: firstDraw + step * draws, draws };
    const { margins } = queryLoss(model, batch, query);
    for (const [position, search] of searches.entries()) {
      const isAdversarial = margins[position]! > 0 && Number.isFinite(track.distances[position]!);
      if (isAdversarial) track.see(position, imageValues(points, position, dimensions));
      search.learn(isAdversarial);
    }
  }
  return track;
}

/** One image's search: proposes a point and is told whether it is adversarial. */
interface Search {
  propose(point: Float32Array): void;
  learn(isAdversarial: boolean): void;
}

function halve(clean: Float32Array, found: Float32Array): Search {
  const start = found.slice();
  let low = 0;
  let high = 1;
  return {
    propose: (point) => {
      const share = (low + high) / 2;
      for (let at = 0; at < point.length; at++) point[at] = clean[at]! + share * (start[at]! - clean[at]!);
    },
    learn: (isAdversarial) => {
      if (isAdversarial) high = (low + high) / 2;
      else low = (low + high) / 2;
    },
  };
}

function takeBack(clean: Float32Array, found: Float32Array): Search {
  const start = found.slice();
  let changed = [...start.keys()]
    .filter((at) => start[at] !== clean[at])
    .sort((a, b) => Math.abs(start[a]! - clean[a]!) - Math.abs(start[b]! - clean[b]!));
  let count = Math.max(1, Math.floor(changed.length / 2));
  let from = 0;
  return {
    propose: (point) => {
      point.set(clean);
      for (const [index, at] of changed.entries()) {
        if (index < from || index >= from + count) point[at] = start[at]!;
      }
    },
    learn: (isAdversarial) => {
      if (isAdversarial) changed = changed.filter((_, index) => index < from || index >= from + count);
      else if (count > 1) count = Math.floor(count / 2);
      else from++;
    },
  };
}
