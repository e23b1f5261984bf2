import type { SigmaZeroSpec } from '../../attackKinds/sigmaZero.js';
import type { LoadedModel } from '../../models/loadModel.js';
import { adam } from '../adam.js';
import type { AttackBatch } from '../attack.js';
import { imageValues } from '../imageValues.js';
import { queryGradient } from '../queryLoss.js';
import { margins as marginLosses } from '../runLosses.js';
import { cosineDecay } from './cosineDecay.js';
import type { NearestExamples } from './nearestExamples.js';
import { type NearestRun, nearestOfTargets } from './nearestOfTargets.js';

type Settings = Omit<SigmaZeroSpec, 'kind'>;

/**
 * sigma-zero (Cina et al. 2024), L0: Adam on max(z_y - z_other, 0) + the mean of d^2 / (d^2 + sigma), a smooth count of the
 * changes d, with gradients scaled to a largest entry of 1. After each step changes below a threshold are undone; the threshold
 * rises while the image is adversarial and falls while it is not.
 */
export function sigmaZero(settings: Settings, model: LoadedModel, batch: AttackBatch): NearestExamples {
  const search = { ...settings, norm: 'l0', gradients: settings.steps + 1, losses: marginLosses } as const;
  return nearestOfTargets(search, { model, batch }, (run) => descend(settings, run));
}

function descend(settings: Settings, { model, batch, loss, track, firstDraw }: NearestRun): void {
  const { steps, sigma, threshold, thresholdStep, learningRate, eot } = settings;
  const clean = batch.pixels.dataSync() as Float32Array;
  const images = batch.images.length;
  const dimensions = clean.length / images;
  const changes = new Float64Array(clean.length);
  const slopes = new Float64Array(clean.length);
  const update = adam(changes);
  const thresholds = new Float64Array(images).fill(threshold);
  const points = clean.slice();
  for (let step = 0; step <= steps; step++) {
    const { margins, gradient } = queryGradient(model, batch, {
      points,
      loss,
      firstDraw: firstDraw + step * eot,
      draws: eot,
    });
    for (let position = 0; position < images; position++) {
      if (margins[position]! > 0) track.see(position, imageValues(points, position, dimensions));
    }
    if (step === steps) break;
    const rate = cosineDecay([learningRate, learningRate / 10], step / steps);
    for (let position = 0; position < images; position++) {
      const range = [position * dimensions, (position + 1) * dimensions] as const;
      objectiveSlopes(slopes, { range, changes, gradient, sigma, isAdversarial: margins[position]! > 0 });
    }
    update(slopes, rate);
    for (let position = 0; position < images; position++) {
      const turn = margins[position]! > 0 ? 1 : -1;
      thresholds[position] = Math.min(1, Math.max(0, thresholds[position]! + turn * thresholdStep * rate));
      for (let at = position * dimensions; at < (position + 1) * dimensions; at++) {
        const change = Math.min(1 - clean[at]!, Math.max(-clean[at]!, changes[at]!));
        changes[at] = Math.abs(change) < thresholds[position]! ? 0 : change;
        points[at] = changes[at] === 0 ? clean[at]! : Math.min(1, Math.max(0, clean[at]! + changes[at]!));
      }
    }
  }
}

interface Objective {
  /** The range of the image's values in all arrays. */
  readonly range: readonly [from: number, to: number];
  readonly changes: Float64Array;
  /** Gradient of the margin of the strongest other class, or of the target. */
  readonly gradient: Float32Array;
  readonly sigma: number;
  readonly isAdversarial: boolean;
}

/** Slopes of one image's objective, scaled to a largest size of 1. */
function objectiveSlopes(slopes: Float64Array, { range, changes, gradient, sigma, isAdversarial }: Objective): void {
  const [from, to] = range;
  let largest = 0;
  for (let at = from; at < to; at++) {
    const change = changes[at]!;
    const count = (2 * sigma * change) / (change * change + sigma) ** 2 / (to - from);
    slopes[at] = count - (isAdversarial ? 0 : gradient[at]!);
    largest = Math.max(largest, Math.abs(slopes[at]!));
  }
  if (largest === 0) return;
  for (let at = from; at < to; at++) slopes[at]! /= largest;
}
