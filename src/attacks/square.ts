import type { SquareSpec } from '../attackKinds/square.js';
import { type RandomStream, randomStream } from '../base/random.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import { type Attack, type AttackBatch, endsWhenFooled } from './attack.js';
import { linfBall } from './balls/linfBall.js';
import { imageValues } from './imageValues.js';
import { margin } from './losses/margin.js';
import { queryLoss } from './queryLoss.js';
import { squareShare, squareSide } from './squareSchedule.js';
import { type StandingImages, standingImages } from './standingImages.js';

/**
 * Square attack (Andriushchenko et al. 2020), L-inf, without gradients: vertical stripes of +-eps, then one random square of +-2
 * eps per channel and query, kept if the model's margin falls. On a stochastic model the margin is the mean over `eot` fresh
 * draws; on a deterministic model a misclassified image needs no more queries.
 */
export const square: Attack<SquareSpec> = (spec, model, batch) => ({
  perturb: (radii) => tf.tensor4d(search(spec, model, { batch, radii }), batch.pixels.shape),
  dispose: () => {},
});

interface Search {
  readonly batch: AttackBatch;
  readonly radii: Float32Array;
}

function search(spec: SquareSpec, model: LoadedModel, { batch, radii }: Search): Float32Array {
  const clean = batch.pixels.dataSync() as Float32Array;
  const dimensions = clean.length / radii.length;
  const shape = batch.pixels.shape.slice(1);
  const streams = batch.images.map((image) => randomStream(batch.seed, 'attack', image, 0));
  const own = (values: Float32Array, position: number) => imageValues(values, position, dimensions);
  const best = clean.slice();
  for (const [position, radius] of radii.entries()) {
    addStripes(own(best, position), shape, { radius, stream: streams[position]! });
    linfBall.project(own(best, position), own(clean, position), radius);
  }
  const ends = endsWhenFooled(model, batch);
  const standing = standingImages(batch);
  const margins = marginsAt(spec, model, { standing, points: best, query: 0 });
  for (let query = 1; query <= spec.queries; query++) {
    if (ends) standing.keep((index) => margins.get(standing.positions[index]!)! <= 0);
    if (standing.positions.length === 0) break;
    const side = squareSide(squareShare(query, spec), shape);
    const points = best.slice();
    for (const position of standing.positions) {
      addSquare(own(points, position), shape, { side, radius: radii[position]!, stream: streams[position]! });
      linfBall.project(own(points, position), own(clean, position), radii[position]!);
    }
    const found = marginsAt(spec, model, { standing, points, query });
    for (const position of standing.positions) {
      if (found.get(position)! <= margins.get(position)!) continue;
      margins.set(position, found.get(position)!);
      own(best, position).set(own(points, position));
    }
  }
  standing.dispose();
  return best;
}

interface SquareQuery {
  readonly standing: StandingImages;
  /** One point per image of the whole batch. */
  readonly points: Float32Array;
  readonly query: number;
}

/** Mean margin over the query's draws, for the images that are not yet broken. */
function marginsAt(
  { eot }: SquareSpec,
  model: LoadedModel,
  { standing, points, query }: SquareQuery,
): Map<number, number> {
  const { losses } = queryLoss(model, standing.batch, {
    points: standing.gather(points),
    loss: margin(standing.batch.labels),
    firstDraw: query * eot,
    draws: eot,
  });
  return new Map(standing.positions.map((position, index) => [position, losses[index]!]));
}

/** +-radius per column and channel. */
function addStripes(
  point: Float32Array,
  shape: readonly number[],
  { radius, stream }: { readonly radius: number; readonly stream: RandomStream },
): void {
  const row = shape[1]! * shape[2]!;
  const signs = Array.from({ length: row }, () => (stream.int(2) === 0 ? -radius : radius));
  for (let at = 0; at < point.length; at++) point[at]! += signs[at % row]!;
}

/** +-2 radius per channel in a square at a random place. */
function addSquare(
  point: Float32Array,
  shape: readonly number[],
  { side, radius, stream }: { readonly side: number; readonly radius: number; readonly stream: RandomStream },
): void {
  const [height, width, channels] = shape as [number, number, number];
  const top = stream.int(height - side + 1);
  const left = stream.int(width - side + 1);
  const changes = Array.from({ length: channels }, () => (stream.int(2) === 0 ? -2 * radius : 2 * radius));
  for (let y = top; y < top + side; y++) {
    for (let at = (y * width + left) * channels; at < (y * width + left + side) * channels; at++) {
      point[at]! += changes[at % channels]!;
    }
  }
}
