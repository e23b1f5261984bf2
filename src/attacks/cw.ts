import type { CwSpec } from '../attackKinds/cw.js';
import { targetRuns } from '../attackKinds/parameters.js';
import type { LoadedModel } from '../models/loadModel.js';
import { adam } from './adam.js';
import type { Attack, AttackBatch } from './attack.js';
import { imageValues } from './imageValues.js';
import { minimumNorm } from './minimumNorm.js';
import type { NearestRun } from './nearest/nearestOfTargets.js';
import { nearestTrack } from './nearest/nearestTrack.js';
import { l2Norm } from './norms/l2Norm.js';
import { queryGradient } from './queryLoss.js';
import { margins as marginLosses, runLosses } from './runLosses.js';

/** Keeps pixels of exactly 0 and 1 in the range of tanh. */
const boxMargin = 1e-6;

/**
 * Carlini & Wagner's attack in L2 (2016): Adam on |x' - x|^2 + c max(confidence - margin, 0) with x' = (tanh(w) + 1) / 2, and a
 * binary search per image for the smallest c that fools the model. Towards a target the margin that Adam raises is the target's;
 * an image is fooled whatever class it is taken for, and the nearest example of all targets counts. Margins are means over `eot`
 * draws. Images that are never fooled stay clean. See `minimumNorm` for its sweep.
 */
export const cw: Attack<CwSpec> = (spec, model, batch) => minimumNorm(batch, () => nearest(spec, model, batch));

/** The nearest adversarial images over all targets. */
function nearest(spec: CwSpec, model: LoadedModel, batch: AttackBatch): Float32Array {
  const draws = spec.searchSteps * (spec.steps + 1) * spec.eot;
  const firstDraw = targetRuns(spec.targets, model.classes) * draws;
  const all = batch.images.map((_, position) => position);
  const losses = runLosses(spec.targets, { model, batch, losses: marginLosses }, { firstDraw, draws: spec.eot });
  const track = nearestTrack(batch, l2Norm);
  for (const [run, loss] of losses.entries())
    search(spec, { model, batch, loss: loss(all), track, firstDraw: run * draws });
  return track.points;
}

/** One image's search: bounds of the constant, and whether the current one fooled the model. */
interface Search {
  constant: number;
  lower: number;
  upper: number;
  fooled: boolean;
}

function search(spec: CwSpec, run: NearestRun): void {
  const searches = run.batch.images.map(
    (): Search => ({ constant: spec.initialConstant, lower: 0, upper: Number.POSITIVE_INFINITY, fooled: false }),
  );
  for (let round = 0; round < spec.searchSteps; round++) {
    descend(spec, run, { searches, firstDraw: run.firstDraw + round * (spec.steps + 1) * spec.eot });
    for (const own of searches) {
      if (own.fooled) own.upper = own.constant;
      else own.lower = own.constant;
      own.constant = Number.isFinite(own.upper) ? (own.lower + own.upper) / 2 : 10 * own.constant;
      own.fooled = false;
    }
  }
}

interface Round {
  readonly searches: readonly Search[];
  readonly firstDraw: number;
}

/** Minimises with the current constants, starting at the clean images. */
function descend(spec: CwSpec, { model, batch, loss, track }: NearestRun, { searches, firstDraw }: Round): void {
  const { steps, eot, confidence, learningRate } = spec;
  const clean = batch.pixels.dataSync() as Float32Array;
  const dimensions = clean.length / searches.length;
  const w = Float64Array.from(clean, (value) => Math.atanh((2 * value - 1) * (1 - boxMargin)));
  const slopes = new Float64Array(w.length);
  const update = adam(w);
  for (let step = 0; step <= steps; step++) {
    const points = Float32Array.from(w, (value) => (Math.tanh(value) + 1) / 2);
    const query = { points, loss, firstDraw: firstDraw + step * eot, draws: eot };
    const { margins, gradient } = queryGradient(model, batch, query);
    for (const [position, own] of searches.entries()) {
      if (margins[position]! > 0 && margins[position]! >= confidence) {
        own.fooled = true;
        track.see(position, imageValues(points, position, dimensions));
      }
      const weight = margins[position]! <= confidence ? own.constant : 0;
      for (let at = position * dimensions; at < (position + 1) * dimensions; at++) {
        const slope = 2 * (points[at]! - clean[at]!) - weight * gradient[at]!;
        slopes[at] = (slope * (1 - Math.tanh(w[at]!) ** 2)) / 2;
      }
    }
    if (step < steps) update(slopes, learningRate);
  }
}
