import type { DdnSpec } from '../../attackKinds/ddn.js';
import { l2Distance } from '../../kernels/imageSteps/plain.js';
import type { LoadedModel } from '../../models/loadModel.js';
import type { AttackBatch } from '../attack.js';
import { l2Ball } from '../balls/l2Ball.js';
import { imageValues } from '../imageValues.js';
import { queryGradient } from '../queryLoss.js';
import { crossEntropies } from '../runLosses.js';
import { cosineDecay } from './cosineDecay.js';
import type { NearestExamples } from './nearestExamples.js';
import { type NearestRun, nearestOfTargets } from './nearestOfTargets.js';

type Settings = Omit<DdnSpec, 'kind'>;

/** First and last step size along the gradient. */
const stepLengths = [1, 0.01] as const;

/**
 * Decoupled direction and norm (Rony et al. 2019), L2: steps along the cross-entropy's gradient set the direction; the norm
 * shrinks by `gamma` while the point is adversarial and grows by `gamma` while it is not.
 */
export function ddn(settings: Settings, model: LoadedModel, batch: AttackBatch): NearestExamples {
  const search = { ...settings, norm: 'l2', gradients: settings.steps + 1, losses: crossEntropies } as const;
  return nearestOfTargets(search, { model, batch }, (run) => descend(settings, run));
}

function descend(settings: Settings, { model, batch, loss, track, firstDraw }: NearestRun): void {
  const { steps, gamma, initialNorm, eot } = settings;
  const clean = batch.pixels.dataSync() as Float32Array;
  const images = batch.images.length;
  const dimensions = clean.length / images;
  const points = clean.slice();
  const lengths = new Float64Array(images).fill(initialNorm);
  for (let step = 0; step <= steps; step++) {
    const { margins, gradient } = queryGradient(model, batch, {
      points,
      loss,
      firstDraw: firstDraw + step * eot,
      draws: eot,
    });
    const rate = cosineDecay(stepLengths, step / steps);
    for (let position = 0; position < images; position++) {
      const point = imageValues(points, position, dimensions);
      const origin = imageValues(clean, position, dimensions);
      const isAdversarial = margins[position]! > 0;
      if (isAdversarial) track.see(position, point);
      if (step > 0) lengths[position]! *= isAdversarial ? 1 - gamma : 1 + gamma;
      const towards = imageValues(gradient, position, dimensions);
      l2Ball.steepest(towards);
      for (let at = 0; at < dimensions; at++) point[at]! += rate * towards[at]!;
      const norm = l2Distance(point, origin);
      const scale = norm === 0 ? 0 : lengths[position]! / norm;
      for (let at = 0; at < dimensions; at++) {
        point[at] = Math.min(1, Math.max(0, origin[at]! + scale * (point[at]! - origin[at]!)));
      }
    }
  }
}
