import * as tf from '@tensorflow/tfjs';
import { randomStream } from '../base/random.js';
import type { ApgdSpec } from '../contract/suite.js';
import type { LoadedModel } from '../models/loadModel.js';
import { apgdCheckpoints } from './apgdCheckpoints.js';
import { type ApgdTrack, apgdTrack } from './apgdTrack.js';
import type { Attack, AttackBatch } from './attack.js';
import { balls } from './balls/balls.js';
import { imageValues } from './imageValues.js';
import { crossEntropy } from './losses/crossEntropy.js';
import type { LogitLoss } from './losses/logitLoss.js';
import { logitsRatio, ranking, targetedLogitsRatio } from './losses/logitsRatio.js';
import { queryGradient, queryLoss } from './queryLoss.js';
import { selectStrongest } from './selectStrongest.js';

/** Target classes that the targeted loss tries: those of ranks 2 to 10 of the clean image. */
const mostTargets = 9;

/**
 * Auto-PGD (Croce & Hein 2020) in L-inf or L2, with the losses ce, dlr or targeted-dlr: momentum, and a step size that each
 * image halves by itself when its EOT loss stops rising. Each restart, and each target, is a run; `selectStrongest` chooses.
 */
export const apgd: Attack<ApgdSpec> = (spec, model, batch) => {
  const losses = lossesOf(spec, model, batch);
  const runs = spec.restarts * losses.length;
  return {
    perturb: (radii) => {
      const strongest = selectStrongest(model, batch, {
        candidates: runs,
        candidate: (index) => run(spec, model, { batch, radii, run: index, loss: losses[index % losses.length]! }),
        firstDraw: runs * (spec.steps + 1) * spec.eot,
        draws: spec.eot,
      });
      return tf.tensor4d(strongest, batch.pixels.shape);
    },
    dispose: () => {},
  };
};

interface Run {
  readonly batch: AttackBatch;
  readonly radii: Float32Array;
  readonly run: number;
  readonly loss: LogitLoss;
}

/** Of each image the point of the run with the greatest EOT margin. */
function run(spec: ApgdSpec, model: LoadedModel, { batch, radii, run: index, loss }: Run): Float32Array {
  const { steps, eot } = spec;
  const clean = batch.pixels.dataSync() as Float32Array;
  const points = randomStart(spec, clean, { batch, radii, run: index });
  const tracks = tracksOf(spec, points, { clean, radii });
  const strongest = points.slice();
  const margins = new Float64Array(radii.length).fill(Number.NEGATIVE_INFINITY);
  const dimensions = points.length / radii.length;
  const checkpoints = apgdCheckpoints(steps);
  for (let step = 0; step <= steps; step++) {
    const firstDraw = (index * (steps + 1) + step) * eot;
    const answer = queryGradient(model, batch, { points, loss, firstDraw, draws: eot });
    for (const [position, track] of tracks.entries()) {
      if (answer.margins[position]! > margins[position]!) {
        margins[position] = answer.margins[position]!;
        imageValues(strongest, position, dimensions).set(imageValues(points, position, dimensions));
      }
      track.see(answer.losses[position]!, imageValues(answer.gradient, position, dimensions));
      const checkpoint = checkpoints.indexOf(step);
      if (checkpoint >= 0) track.check(step - (checkpoints[checkpoint - 1] ?? 0));
      if (step < steps) track.move();
    }
  }
  return strongest;
}

function tracksOf(
  { norm }: ApgdSpec,
  points: Float32Array,
  { clean, radii }: { readonly clean: Float32Array; readonly radii: Float32Array },
): ApgdTrack[] {
  const dimensions = points.length / radii.length;
  return Array.from(radii, (radius, position) => {
    const own = (values: Float32Array) => imageValues(values, position, dimensions);
    return apgdTrack(own(points), own(clean), { ball: balls[norm], radius });
  });
}

/** A random point of norm epsilon, then clipped to the box; it belongs to (seed, image, run). */
function randomStart(
  { norm }: ApgdSpec,
  clean: Float32Array,
  { batch, radii, run: index }: Omit<Run, 'loss'>,
): Float32Array {
  const ball = balls[norm];
  const points = clean.slice();
  const dimensions = clean.length / radii.length;
  for (const [position, radius] of radii.entries()) {
    const point = imageValues(points, position, dimensions);
    const offset = ball.surface(dimensions, randomStream(batch.seed, 'attack', batch.images[position]!, index));
    for (let at = 0; at < dimensions; at++) point[at]! += radius * offset[at]!;
    ball.project(point, imageValues(clean, position, dimensions), radius);
  }
  return points;
}

/** The loss of each run of a restart: one, or one a target. */
function lossesOf(spec: ApgdSpec, model: LoadedModel, batch: AttackBatch): LogitLoss[] {
  if (spec.loss === 'ce') return [crossEntropy(batch.labels)];
  if (spec.loss === 'dlr') return [logitsRatio(batch.labels)];
  const targets = Math.min(mostTargets, model.classes - 1);
  const firstDraw = (spec.restarts * targets * (spec.steps + 1) + 1) * spec.eot; // after those of the selection
  const others = rankedOthers(model, batch, { firstDraw, draws: spec.eot });
  return Array.from({ length: targets }, (_, rank) =>
    targetedLogitsRatio(
      batch.labels,
      Int32Array.from(others, (ranked) => ranked[rank]!),
    ),
  );
}

/** Per image the classes other than the true one, by descending logit of the clean image, the mean over the draws. */
function rankedOthers(
  model: LoadedModel,
  batch: AttackBatch,
  draws: { readonly firstDraw: number; readonly draws: number },
): number[][] {
  const sums = Array.from(batch.labels, () => new Float64Array(model.classes));
  const collect: LogitLoss = (logits, position) => {
    for (const [index, logit] of logits.entries()) sums[position]![index]! += logit;
    return 0;
  };
  queryLoss(model, batch, { points: batch.pixels.dataSync() as Float32Array, loss: collect, ...draws });
  return sums.map((own, position) => ranking(own, 4).filter((index) => index !== batch.labels[position]));
}
