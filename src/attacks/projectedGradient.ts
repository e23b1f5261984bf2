import { type TargetChoice, targetRuns } from '../attackKinds/parameters.js';
import { holdImages, type ImageRows, imagesOf } from '../kernels/imageSteps/holdImages.js';
import type { LoadedModel } from '../models/loadModel.js';
import type tf from '../tfjs/tfjs.cjs';
import { type AttackBatch, endsWhenFooled, type PreparedAttack } from './attack.js';
import type { Ball } from './balls/ball.js';
import { useGradient } from './queryLoss.js';
import { randomStart } from './randomStart.js';
import { crossEntropies, type RunLoss, runLosses } from './runLosses.js';
import type { CandidateRequest } from './selectStrongest.js';
import { standingImages } from './standingImages.js';
import { strongestOfRuns } from './strongestOfRuns.js';

/** Writes what replaces an image's gradient in its next step to `into`. May use earlier gradients. */
export type StepDirection = (into: Float32Array, gradient: Float32Array, position: number) => void;

/** The differences between the attacks of this family: start, steps and projection. */
export interface ProjectedGradientMethod {
  readonly ball: Ball;
  readonly start: 'clean' | 'random';
  /** A new one for each run; left out, steps follow the gradients. */
  readonly direction?: () => StepDirection;
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
  return strongestOfRuns(model, batch, {
    candidates: Array.from({ length: runs }, (_, index) => (part: CandidateRequest) => {
      return run(method, model, { ...part, run: index, loss: losses[index % losses.length]! });
    }),
    firstDraw: runs * steps * eot,
    draws: eot,
  });
}

interface Run extends CandidateRequest {
  readonly run: number;
  readonly loss: RunLoss;
}

function run(method: ProjectedGradientMethod, model: LoadedModel, asked: Run): Float32Array {
  const { batch, radii, positions: whole, run: index, loss } = asked;
  const { steps, eot } = method;
  const points = holdImages(startOf(method, asked), batch.pixels.shape);
  const mover = moverOf(method, { points, clean: batch.pixels, radii });
  const ends = endsWhenFooled(model, batch);
  const standing = standingImages(batch);
  for (let step = 0; step < steps && standing.positions.length > 0; step++) {
    const query = {
      points: standing.points(points),
      loss: loss(standing.positions.map((position) => whole[position]!)),
      firstDraw: (index * steps + step) * eot,
      draws: eot,
    };
    let stays = (_: number) => true;
    useGradient(model, standing.batch, query, ({ rows }, { margins }) => {
      stays = (place) => !(ends && margins[place]! > 0);
      for (const [place, position] of standing.positions.entries()) {
        if (stays(place)) mover.move(position, rows[place]!.values);
      }
    });
    standing.keep(stays);
  }
  const found = points.values.slice();
  for (const own of [standing, mover, points]) own.dispose();
  return found;
}

function startOf({ ball, start }: ProjectedGradientMethod, { batch, radii, run }: Run): Float32Array {
  const clean = batch.pixels.dataSync() as Float32Array;
  return start === 'random' ? randomStart(clean, { ball, batch, radii, run }, ball.inside) : clean;
}

interface Movement {
  readonly points: ImageRows;
  readonly clean: tf.Tensor4D;
  readonly radii: Float32Array;
}

/** Moves single images by a step along the given gradients. */
function moverOf(
  { ball, direction, relativeStepSize }: ProjectedGradientMethod,
  { points, clean, radii }: Movement,
): { readonly move: (position: number, gradient: Float32Array) => void; readonly dispose: () => void } {
  const origins = imagesOf(clean);
  const turn = direction?.();
  const [, ...shape] = clean.shape;
  const turned = turn && holdImages(new Float32Array(clean.size / radii.length), [1, ...shape]);
  return {
    move: (position, gradient) => {
      const radius = radii[position]!;
      if (turned !== undefined) turn!(turned.values, gradient, position);
      const towards = turned?.values ?? gradient;
      const length = relativeStepSize * radius;
      ball.step(points.rows[position]!.values, towards, origins.rows[position]!.values, { length, radius });
    },
    dispose: () => turned?.dispose(),
  };
}
