import { targetRuns } from '../attackKinds/parameters.js';
import type { SquareSpec } from '../attackKinds/square.js';
import { type RandomStream, randomStream } from '../base/random.js';
import { holdImages, imagesOf } from '../kernels/imageSteps/holdImages.js';
import type { LoadedModel } from '../models/loadModel.js';
import { type Attack, endsWhenFooled } from './attack.js';
import { linfBall } from './balls/linfBall.js';
import { imageValues } from './imageValues.js';
import { type LossQuery, queryLoss } from './queryLoss.js';
import { margins, type RunLoss, runLosses } from './runLosses.js';
import type { CandidateRequest } from './selectStrongest.js';
import { changeSquare, drawSquare } from './squareChange.js';
import { squareShare, squareSide } from './squareSchedule.js';
import { type StandingImages, standingImages } from './standingImages.js';
import { strongestOfRuns } from './strongestOfRuns.js';

/**
 * Square attack (Andriushchenko et al. 2020), L-inf, without gradients: vertical stripes of +-eps, then one random square of +-2
 * eps per channel and query, kept if the model's margin falls, or that over a target; each target is a run. On a stochastic model
 * the margin is the mean over `eot` fresh draws; on a deterministic model a misclassified image needs no more queries.
 */
export const square: Attack<SquareSpec> = (spec, model, batch) => {
  const { targets, queries, eot } = spec;
  const runs = targetRuns(targets, model.classes);
  const firstDraw = runs * (queries + 1) * eot;
  // Targets are ranked on draws after those of the selection.
  const losses = runLosses(targets, { model, batch, losses: margins }, { firstDraw: firstDraw + eot, draws: eot });
  const candidates = losses.map((loss, run) => (part: CandidateRequest) => search(spec, model, { ...part, run, loss }));
  return strongestOfRuns(model, batch, { candidates, firstDraw, draws: eot });
};

interface Search extends CandidateRequest {
  readonly run: number;
  readonly loss: RunLoss;
}

function search(spec: SquareSpec, model: LoadedModel, asked: Search): Float32Array {
  const { batch, radii, positions: whole, run, loss } = asked;
  const shape = batch.pixels.shape.slice(1);
  const streams = batch.images.map((image) => randomStream(batch.seed, 'attack', image, run));
  const points = holdImages(striped(asked, streams), batch.pixels.shape);
  const clean = imagesOf(batch.pixels);
  const ends = endsWhenFooled(model, batch);
  const standing = standingImages(batch);
  const ask = (query: number) => {
    const own = loss(standing.positions.map((position) => whole[position]!));
    const firstDraw = (run * (spec.queries + 1) + query) * spec.eot;
    return scoresAt(model, standing, { points: standing.points(points), loss: own, firstDraw, draws: spec.eot });
  };
  const scores = ask(0);
  for (let query = 1; query <= spec.queries; query++) {
    if (ends) standing.keep((index) => scores.get(standing.positions[index]!)!.margin <= 0);
    if (standing.positions.length === 0) break;
    const side = squareSide(squareShare(query, spec), shape);
    const changes = standing.positions.map((position) => {
      const change = drawSquare(shape, { side, radius: radii[position]!, stream: streams[position]! });
      return changeSquare(points.rows[position]!, clean.rows[position]!, change);
    });
    const found = ask(query);
    for (const [index, position] of standing.positions.entries()) {
      const score = found.get(position)!;
      if (isBetter(score, scores.get(position)!, ends)) scores.set(position, score);
      else changes[index]!.undo();
    }
  }
  const best = points.values.slice();
  for (const own of [standing, points]) own.dispose();
  return best;
}

/** The images with vertical stripes, projected. */
function striped({ batch, radii }: Search, streams: readonly RandomStream[]): Float32Array {
  const clean = batch.pixels.dataSync() as Float32Array;
  const points = clean.slice();
  const dimensions = points.length / radii.length;
  for (const [position, radius] of radii.entries()) {
    const point = imageValues(points, position, dimensions);
    addStripes(point, batch.pixels.shape.slice(1), { radius, stream: streams[position]! });
    linfBall.project(point, imageValues(clean, position, dimensions), radius);
  }
  return points;
}

/** An image's loss, and its margin over the true class: above 0 it is misclassified. */
interface Score {
  readonly loss: number;
  readonly margin: number;
}

/** Means over the query's draws, for the images that are not yet broken. */
function scoresAt(model: LoadedModel, standing: StandingImages, query: LossQuery): Map<number, Score> {
  const { losses, margins } = queryLoss(model, standing.batch, query);
  return new Map(
    standing.positions.map((position, index) => [position, { loss: losses[index]!, margin: margins[index]! }]),
  );
}

/** The greater loss, or the first misclassified point where that ends the search. */
function isBetter(found: Score, best: Score, ends: boolean): boolean {
  return found.loss > best.loss || (ends && found.margin > 0);
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
