import type { FgsmSpec } from '../attackKinds/fgsm.js';
import { targetRuns } from '../attackKinds/parameters.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import type { AttackBatch, PreparedAttack } from './attack.js';
import { linfBall } from './balls/linfBall.js';
import { imageValues } from './imageValues.js';
import { queryGradient } from './queryLoss.js';
import { crossEntropies, runLosses } from './runLosses.js';
import { type CandidateRequest, selectStrongest } from './selectStrongest.js';

/**
 * FGSM towards target classes: one step of size eps along the sign of the gradient of the target's log probability, for each
 * target. The gradients are computed once for the whole sweep; at each epsilon `selectStrongest` chooses among the targets.
 */
export function targetedFgsm(
  { eot, targets }: Required<Pick<FgsmSpec, 'eot' | 'targets'>>,
  model: LoadedModel,
  batch: AttackBatch,
): PreparedAttack {
  const runs = targetRuns(targets, model.classes);
  const all = batch.images.map((_, position) => position);
  const losses = runLosses(
    targets,
    { model, batch, losses: crossEntropies },
    { firstDraw: (runs + 1) * eot, draws: eot },
  );
  const directions = losses.map((loss, run) => {
    const query = { points: batch.pixels, loss: loss(all), firstDraw: run * eot, draws: eot };
    const { gradient } = queryGradient(model, batch, query);
    linfBall.steepest(gradient);
    return gradient;
  });
  const candidates = directions.map((direction) => (part: CandidateRequest) => stepped(batch, direction, part));
  const selection = { candidates, firstDraw: runs * eot, draws: eot, endsWhenFooled: false };
  return {
    perturb: (radii) => tf.tensor4d(selectStrongest(model, { batch, radii }, selection), batch.pixels.shape),
    dispose: () => {},
  };
}

function stepped(
  { pixels, images }: AttackBatch,
  direction: Float32Array,
  { radii, positions }: CandidateRequest,
): Float32Array {
  const clean = pixels.dataSync() as Float32Array;
  const dimensions = clean.length / images.length;
  const points = new Float32Array(positions.length * dimensions);
  for (const [index, position] of positions.entries()) {
    const point = imageValues(points, index, dimensions);
    const origin = imageValues(clean, position, dimensions);
    const signs = imageValues(direction, position, dimensions);
    for (let at = 0; at < dimensions; at++) point[at] = origin[at]! + radii[index]! * signs[at]!;
    linfBall.project(point, origin, radii[index]!);
  }
  return points;
}
