import { type TargetChoice, targetRuns } from '../attackKinds/parameters.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import { type AttackBatch, endsWhenFooled, type PreparedAttack } from './attack.js';
import type { Ball } from './balls/ball.js';
import { imageValues } from './imageValues.js';
import { queryGradient } from './queryLoss.js';
import { randomStart } from './randomStart.js';
import { crossEntropies, type RunLoss, runLosses } from './runLosses.js';
import { type CandidateRequest, selectStrongest } from './selectStrongest.js';
import { standingImages } from './standingImages.js';

/** Converts an image's gradient in place to its next step, of norm 1 in the ball's norm. May use earlier gradients. */
export type StepDirection = (gradient: Float32Array, position: number) => void;

/** The differences between the attacks of this family: start, steps and projection. */
export interface ProjectedGradientMethod {
  readonly ball: Ball;
  readonly start: 'clean' | 'random';
  /** A new one for each run. */
  readonly direction: () => StepDirection;
  readonly steps: number;
  /** Step size as a share of the ball's radius. */
  readonly relativeStepSize: number;
  readonly restarts: number;
  readonly eot: number;
  /** Classes to lead to; left out, away from the true one. */
  readonly targets?: TargetChoice;
}

/**
 * Ascends the cross-entropy, or descends that of a target: x <- P(x + a d), P the projection onto the ball, then onto the box.
 * Every averaged gradient of every step uses a different draw. The last point of each restart and target is a candidate;
 * `selectStrongest` chooses. With `endsWhenFooled` an image stops at its first misclassified point, whatever its class.
 */
export function projectedGradient(
  method: ProjectedGradientMethod,
  model: LoadedModel,
  batch: AttackBatch,
): PreparedAttack {
  const { steps, restarts, eot, targets } = method;
  const runs = restarts * targetRuns(targets, model.classes);
  // Targets are ranked on draws after those of the selection.
  const losses = runLosses(
    targets,
    { model, batch, losses: crossEntropies },
    { firstDraw: (runs * steps + 1) * eot, draws: eot },
  );
  return {
    perturb: (radii) => {
      const strongest = selectStrongest(
        model,
        { batch, radii },
        {
          candidates: Array.from({ length: runs }, (_, index) => (part: CandidateRequest) => {
            return run(method, model, { ...part, run: index, loss: losses[index % losses.length]! });
          }),
          firstDraw: runs * steps * eot,
          draws: eot,
          endsWhenFooled: endsWhenFooled(model, batch),
        },
      );
      return tf.tensor4d(strongest, batch.pixels.shape);
    },
    dispose: () => {},
  };
}

interface Run extends CandidateRequest {
  readonly run: number;
  readonly loss: RunLoss;
}

function run(
  method: ProjectedGradientMethod,
  model: LoadedModel,
  { batch, radii, positions: whole, run: index, loss }: Run,
): Float32Array {
  const { ball, steps, eot, relativeStepSize } = method;
  const clean = batch.pixels.dataSync() as Float32Array;
  const dimensions = clean.length / radii.length;
  const start = { ball, batch, radii, run: index };
  const points = method.start === 'random' ? randomStart(clean, start, ball.inside) : clean.slice();
  const direction = method.direction();
  const ends = endsWhenFooled(model, batch);
  const standing = standingImages(batch);
  for (let step = 0; step < steps && standing.positions.length > 0; step++) {
    const { gradient, margins } = queryGradient(model, standing.batch, {
      points: standing.gather(points),
      loss: loss(standing.positions.map((position) => whole[position]!)),
      firstDraw: (index * steps + step) * eot,
      draws: eot,
    });
    const stays = (at: number) => !(ends && margins[at]! > 0);
    for (const [place, position] of standing.positions.entries()) {
      if (!stays(place)) continue;
      const point = imageValues(points, position, dimensions);
      const towards = imageValues(gradient, place, dimensions);
      direction(towards, position);
      const length = relativeStepSize * radii[position]!;
      for (let at = 0; at < dimensions; at++) point[at]! += length * towards[at]!;
      ball.project(point, imageValues(clean, position, dimensions), radii[position]!);
    }
    standing.keep(stays);
  }
  standing.dispose();
  return points;
}
