import { type TargetChoice, targetRuns } from '../../attackKinds/parameters.js';
import type { LoadedModel } from '../../models/loadModel.js';
import type { AttackBatch } from '../attack.js';
import { imageValues } from '../imageValues.js';
import type { LogitLoss } from '../losses/logitLoss.js';
import { type DistanceNorm, norms } from '../norms/norms.js';
import { runLosses, type SteeringLosses } from '../runLosses.js';
import { bisectTowardsClean } from './bisectTowardsClean.js';
import type { NearestExamples } from './nearestExamples.js';
import { type NearestTrack, nearestTrack } from './nearestTrack.js';

/** One search from the clean images, along one loss. */
export interface NearestRun {
  readonly model: LoadedModel;
  readonly batch: AttackBatch;
  /** What its steps raise; an example counts by whatever class it is taken for. */
  readonly loss: LogitLoss;
  /** A new one for each run: where it records its examples. */
  readonly track: NearestTrack;
  /** Its draws are this one and those after it. */
  readonly firstDraw: number;
}

/** What the runs of a search share. */
export interface NearestSearch {
  readonly norm: DistanceNorm;
  /** Classes to lead to; left out, away from the true one. */
  readonly targets?: TargetChoice;
  readonly eot: number;
  /** Gradients of one run, each over `eot` draws. */
  readonly gradients: number;
  readonly losses: SteeringLosses;
}

/**
 * Searches away from the true class, or towards each target, and finishes by bisection between the clean image and the nearest
 * example of all runs. The nearest one counts, not the first that is found.
 */
export function nearestOfTargets(
  { norm, targets, eot, gradients, losses }: NearestSearch,
  { model, batch }: { readonly model: LoadedModel; readonly batch: AttackBatch },
  search: (run: NearestRun) => void,
): NearestExamples {
  const runs = targetRuns(targets, model.classes);
  const ranking = runs * gradients * eot; // draws after those of all runs
  const all = batch.images.map((_, position) => position);
  const track = nearestTrack(batch, norms[norm]);
  const ofRuns = runLosses(targets, { model, batch, losses }, { firstDraw: ranking, draws: eot });
  for (const [run, loss] of ofRuns.entries()) {
    const own = nearestTrack(batch, norms[norm]);
    search({ model, batch, loss: loss(all), track: own, firstDraw: run * gradients * eot });
    const dimensions = own.points.length / all.length;
    for (const position of all) {
      if (Number.isFinite(own.distances[position]!)) track.see(position, imageValues(own.points, position, dimensions));
    }
  }
  const firstDraw = targets === undefined ? ranking : ranking + eot;
  return bisectTowardsClean(model, batch, { track, norm, firstDraw, draws: eot });
}
