import type { FmnSpec } from '../../attackKinds/fmn.js';
import type { LoadedModel } from '../../models/loadModel.js';
import type { AttackBatch } from '../attack.js';
import { l2Ball } from '../balls/l2Ball.js';
import { imageValues } from '../imageValues.js';
import { norms } from '../norms/norms.js';
import { queryGradient } from '../queryLoss.js';
import { margins as marginLosses } from '../runLosses.js';
import { cosineDecay } from './cosineDecay.js';
import type { NearestExamples } from './nearestExamples.js';
import { type NearestRun, nearestOfTargets } from './nearestOfTargets.js';

type Settings = Omit<FmnSpec, 'kind'>;

/** Step size along the gradient, and relative change of the radius: first and last. */
const stepLengths = [1, 0.01] as const;
const radiusShares = [0.05, 0.001] as const;

/**
 * Fast minimum-norm attack (Pintor et al. 2021) in L-inf, L2, L1 and L0: steps along the margin's gradient, projected onto a ball
 * whose radius shrinks while the point is adversarial and grows while it is not. Until an example is found, the radius is the
 * distance that a linear model would need inside the box, and always slightly larger than the last one, so that images with
 * values at the limits of the box do not get stuck just below the boundary.
 */
export function fmn(settings: Settings, model: LoadedModel, batch: AttackBatch): NearestExamples {
  const search = { ...settings, gradients: settings.steps, losses: marginLosses };
  return nearestOfTargets(search, { model, batch }, (run) => descend(settings, run));
}

function descend({ norm: name, steps, eot }: Settings, { model, batch, loss, track, firstDraw }: NearestRun): void {
  const norm = norms[name];
  const clean = batch.pixels.dataSync() as Float32Array;
  const images = batch.images.length;
  const dimensions = clean.length / images;
  const points = clean.slice();
  const radii = new Float64Array(images);
  for (let step = 0; step < steps; step++) {
    const { losses, margins, gradient } = queryGradient(model, batch, {
      points,
      loss,
      firstDraw: firstDraw + step * eot,
      draws: eot,
    });
    const length = cosineDecay(stepLengths, step / steps);
    const share = cosineDecay(radiusShares, step / steps);
    for (let position = 0; position < images; position++) {
      const own = (values: Float32Array) => imageValues(values, position, dimensions);
      const point = own(points);
      const isAdversarial = margins[position]! > 0;
      if (isAdversarial) track.see(position, point);
      const slope = own(gradient);
      radii[position] = isAdversarial
        ? smaller(name, radii[position]!, { share, nearest: track.distances[position]! })
        : greater(name, radii[position]!, {
            share,
            isFound: Number.isFinite(track.distances[position]!),
            needed: () =>
              norm.distance(point, own(clean)) + norm.reach(point, slope, Math.abs(losses[position]!) + 1e-6),
          });
      l2Ball.steepest(slope);
      for (let at = 0; at < dimensions; at++) point[at]! += length * slope[at]!;
      norm.project(point, own(clean), radii[position]!);
    }
  }
}

function smaller(
  norm: Settings['norm'],
  radius: number,
  { share, nearest }: { readonly share: number; readonly nearest: number },
): number {
  if (norm === 'l0') return Math.max(0, Math.min(radius - 1, Math.floor(radius * (1 - share)), nearest - 1));
  return Math.min(radius * (1 - share), nearest);
}

function greater(
  norm: Settings['norm'],
  radius: number,
  { share, isFound, needed }: { readonly share: number; readonly isFound: boolean; readonly needed: () => number },
): number {
  const grown = norm === 'l0' ? Math.max(radius + 1, Math.floor(radius * (1 + share))) : radius * (1 + share);
  if (isFound) return grown;
  const linear = needed();
  return Math.max(grown, Number.isFinite(linear) ? linear : 2 * radius);
}
