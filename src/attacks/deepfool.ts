import type { DeepfoolSpec } from '../attackKinds/deepfool.js';
import type { LoadedModel } from '../models/loadModel.js';
import type { Attack, AttackBatch } from './attack.js';
import { chosenTargets } from './chosenTargets.js';
import { imageValues } from './imageValues.js';
import { logitDifference } from './losses/logitDifference.js';
import { minimumNorm } from './minimumNorm.js';
import { type LossQuery, queryGradient, queryLoss } from './queryLoss.js';
import { rankedTargets } from './rankedTargets.js';
import { standingImages } from './standingImages.js';

/**
 * DeepFool in L2 (Moosavi-Dezfooli et al. 2015): steps from the true class to the nearest boundary of the linearised classifier,
 * until the class changes. With `targets` only the boundaries with those classes count; an image is done once it is taken for any
 * other class. Logits and gradients are means over `eot` draws. See `minimumNorm` for its sweep.
 */
export const deepfool: Attack<DeepfoolSpec> = (spec, model, batch) =>
  minimumNorm(batch, () => search(spec, model, batch));

function search(spec: DeepfoolSpec, model: LoadedModel, batch: AttackBatch): Float32Array {
  const clean = batch.pixels.dataSync() as Float32Array;
  const dimensions = clean.length / batch.images.length;
  const points = clean.slice();
  const sums = new Float64Array(clean.length);
  const others = otherClasses(spec, model, batch);
  const standing = standingImages(batch);
  for (let step = 0; step < spec.steps && standing.positions.length > 0; step++) {
    const query = { draws: spec.eot, firstDraw: step * spec.eot };
    const { margins } = queryLoss(model, standing.batch, { ...query, points: standing.gather(points), loss: () => 0 });
    standing.keep((index) => margins[index]! <= 0);
    if (standing.positions.length === 0) break;
    const moves = nearestBoundaries(model, standing.batch, {
      ...query,
      points: standing.gather(points),
      others: standing.positions.map((position) => others[position]!),
    });
    for (const [index, position] of standing.positions.entries()) {
      const move = imageValues(moves, index, dimensions);
      for (let at = 0; at < dimensions; at++) {
        const to = position * dimensions + at;
        sums[to]! += move[at]!;
        points[to] = Math.min(1, Math.max(0, clean[to]! + (1 + spec.overshoot) * sums[to]!));
      }
    }
  }
  standing.dispose();
  return points;
}

/** The classes whose boundaries count, as many for each image; targets are ranked on draws after those of the steps. */
function otherClasses({ targets, steps, eot }: DeepfoolSpec, model: LoadedModel, batch: AttackBatch): number[][] {
  if (targets === undefined) {
    const turns = Array.from({ length: model.classes - 1 }, (_, index) => index + 1);
    return Array.from(batch.labels, (label) => turns.map((turn) => (label + turn) % model.classes));
  }
  const ranked = rankedTargets(model, batch, { firstDraw: steps * eot, draws: eot });
  const { seed, images } = batch;
  return ranked.map((own, position) => chosenTargets(targets, own, { image: images[position]!, seed }));
}

interface BoundaryQuery extends Omit<LossQuery, 'loss'> {
  readonly others: readonly (readonly number[])[];
}

/**
 * Per image, the smallest step that makes one of its other classes k as strong as the true one if the logits are linear: |d_k| w_k /
 * |w_k|^2 with d_k = z_k - z_y and w_k its gradient. Zeros if no class has a gradient.
 */
function nearestBoundaries(model: LoadedModel, batch: AttackBatch, { others, ...query }: BoundaryQuery): Float32Array {
  const nearest = new Float64Array(batch.images.length).fill(Number.POSITIVE_INFINITY);
  const moves = new Float32Array(batch.pixels.size);
  const dimensions = moves.length / batch.images.length;
  for (let turn = 0; turn < others[0]!.length; turn++) {
    const ofTurn = Int32Array.from(others, (own) => own[turn]!);
    const loss = logitDifference(batch.labels, ofTurn);
    const { losses, gradient } = queryGradient(model, batch, { ...query, loss });
    for (const [index, difference] of losses.entries()) {
      const towards = imageValues(gradient, index, dimensions);
      const squares = towards.reduce((sum, value) => sum + value * value, 0);
      const length = Math.abs(difference) / Math.sqrt(squares);
      if (squares === 0 || length >= nearest[index]!) continue;
      nearest[index] = length;
      const scale = Math.abs(difference) / squares;
      imageValues(moves, index, dimensions).set(towards.map((value) => scale * value));
    }
  }
  return moves;
}
