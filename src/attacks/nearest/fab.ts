import type { FabSpec } from '../../attackKinds/fab.js';
import type { LoadedModel } from '../../models/loadModel.js';
import type { AttackBatch } from '../attack.js';
import { imageValues } from '../imageValues.js';
import { norms } from '../norms/norms.js';
import { stepToHyperplane } from '../norms/stepToHyperplane.js';
import { queryGradient } from '../queryLoss.js';
import { margins as marginLosses } from '../runLosses.js';
import type { NearestExamples } from './nearestExamples.js';
import { type NearestRun, nearestOfTargets } from './nearestOfTargets.js';

type Settings = Omit<FabSpec, 'kind'>;

/** Maximum weight of the step from the clean image relative to the step from the current point. */
const mostCleanWeight = 0.1;
/** Steps go a little beyond the linearised boundary. */
const extrapolation = 1.05;
/** Share of the perturbation kept when an adversarial point steps back. */
const backwardShare = 0.9;

/**
 * FAB, targeted (Croce & Hein 2020), in L-inf, L2 and L1: for each target class, steps to the linearised boundary: a mean of the
 * steps from the current point and from the clean image, and a step back towards the clean image once adversarial. The nearest
 * example over all targets counts, not the first.
 */
export function fab(settings: Settings, model: LoadedModel, batch: AttackBatch): NearestExamples {
  const search = { ...settings, gradients: settings.steps + 1, losses: marginLosses };
  return nearestOfTargets(search, { model, batch }, (run) => aim(settings, run));
}

/** One target's steps from the clean images. */
function aim({ norm, steps, eot }: Settings, { model, batch, loss, track, firstDraw }: NearestRun): void {
  const clean = batch.pixels.dataSync() as Float32Array;
  const images = batch.images.length;
  const dimensions = clean.length / images;
  const points = clean.slice();
  for (let step = 0; step <= steps; step++) {
    const { losses, margins, gradient } = queryGradient(model, batch, {
      points,
      loss,
      firstDraw: firstDraw + step * eot,
      draws: eot,
    });
    for (let position = 0; position < images; position++) {
      const point = imageValues(points, position, dimensions);
      const origin = imageValues(clean, position, dimensions);
      if (margins[position]! > 0) {
        track.see(position, point);
        for (let at = 0; at < dimensions; at++) point[at] = origin[at]! + backwardShare * (point[at]! - origin[at]!);
      } else {
        advance(norm, point, {
          origin,
          gradient: imageValues(gradient, position, dimensions),
          gain: -losses[position]!,
        });
      }
    }
  }
}

interface Advance {
  readonly origin: Float32Array;
  readonly gradient: Float32Array;
  /** The missing logit difference at the point. */
  readonly gain: number;
}

/** Moves `point` in place beyond the linearised boundary. */
function advance(norm: Settings['norm'], point: Float32Array, { origin, gradient, gain }: Advance): void {
  let risen = 0;
  for (let at = 0; at < point.length; at++) risen += gradient[at]! * (point[at]! - origin[at]!);
  const own = stepToHyperplane(norm, point, { gradient, gain });
  const fromClean = stepToHyperplane(norm, origin, { gradient, gain: gain + risen });
  const zero = new Float32Array(point.length);
  const length = norms[norm].distance(own, zero);
  const cleanLength = norms[norm].distance(fromClean, zero);
  const weight = length === 0 ? 0 : Math.min(length / (length + cleanLength), mostCleanWeight);
  for (let at = 0; at < point.length; at++) {
    const moved = point[at]! + extrapolation * own[at]!;
    const anew = origin[at]! + extrapolation * fromClean[at]!;
    point[at] = Math.min(1, Math.max(0, (1 - weight) * moved + weight * anew));
  }
}
