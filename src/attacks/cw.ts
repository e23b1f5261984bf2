import type { CwSpec } from '../attackKinds/cw.js';
import type { LoadedModel } from '../models/loadModel.js';
import { adam } from './adam.js';
import type { Attack, AttackBatch } from './attack.js';
import { distance } from './balls/l2Ball.js';
import { imageValues } from './imageValues.js';
import { margin } from './losses/margin.js';
import { minimumNorm } from './minimumNorm.js';
import { queryGradient } from './queryLoss.js';

/** Keeps pixels of exactly 0 and 1 in the range of tanh. */
const boxMargin = 1e-6;

/**
 * Carlini & Wagner's attack in L2 (2016): Adam on |x' - x|^2 + c max(confidence - margin, 0) with x' = (tanh(w) + 1) / 2, and a
 * binary search per image for the smallest c that fools the model. The margin is the mean over `eot` draws. Images that never
 * reach it stay clean. See `minimumNorm` for its sweep.
 */
export const cw: Attack<CwSpec> = (spec, model, batch) => minimumNorm(batch, () => search(spec, model, batch));

/** One image's search: bounds of the constant, and the nearest adversarial image so far. */
interface Search {
  constant: number;
  lower: number;
  upper: number;
  nearest: number;
  fooled: boolean;
}

function search(spec: CwSpec, model: LoadedModel, batch: AttackBatch): Float32Array {
  const clean = batch.pixels.dataSync() as Float32Array;
  const found = clean.slice();
  const searches = batch.images.map(
    (): Search => ({
      constant: spec.initialConstant,
      lower: 0,
      upper: Number.POSITIVE_INFINITY,
      nearest: Number.POSITIVE_INFINITY,
      fooled: false,
    }),
  );
  for (let round = 0; round < spec.searchSteps; round++) {
    descend(spec, model, { batch, clean, found, searches, round });
    for (const own of searches) {
      if (own.fooled) own.upper = own.constant;
      else own.lower = own.constant;
      own.constant = Number.isFinite(own.upper) ? (own.lower + own.upper) / 2 : 10 * own.constant;
      own.fooled = false;
    }
  }
  return found;
}

interface Round {
  readonly batch: AttackBatch;
  readonly clean: Float32Array;
  /** The nearest adversarial images so far; updated by the round. */
  readonly found: Float32Array;
  readonly searches: readonly Search[];
  readonly round: number;
}

/** Minimises with the current constants, starting at the clean images. */
function descend(spec: CwSpec, model: LoadedModel, { batch, clean, found, searches, round }: Round): void {
  const { steps, eot, confidence, learningRate } = spec;
  const loss = margin(batch.labels);
  const dimensions = clean.length / searches.length;
  const w = Float64Array.from(clean, (value) => Math.atanh((2 * value - 1) * (1 - boxMargin)));
  const slopes = new Float64Array(w.length);
  const update = adam(w);
  for (let step = 0; step <= steps; step++) {
    const points = Float32Array.from(w, (value) => (Math.tanh(value) + 1) / 2);
    const firstDraw = (round * (steps + 1) + step) * eot;
    const { losses, gradient } = queryGradient(model, batch, { points, loss, firstDraw, draws: eot });
    for (const [position, own] of searches.entries()) {
      const point = imageValues(points, position, dimensions);
      const isFooled = losses[position]! > 0 && losses[position]! >= confidence;
      if (isFooled) keep(own, point, { found, clean, position });
      const weight = losses[position]! <= confidence ? own.constant : 0;
      for (let at = position * dimensions; at < (position + 1) * dimensions; at++) {
        const slope = 2 * (points[at]! - clean[at]!) - weight * gradient[at]!;
        slopes[at] = (slope * (1 - Math.tanh(w[at]!) ** 2)) / 2;
      }
    }
    if (step < steps) update(slopes, learningRate);
  }
}

function keep(
  own: Search,
  point: Float32Array,
  { found, clean, position }: { readonly found: Float32Array; readonly clean: Float32Array; readonly position: number },
): void {
  own.fooled = true;
  const norm = distance(point, imageValues(clean, position, point.length));
  if (norm >= own.nearest) return;
  own.nearest = norm;
  imageValues(found, position, point.length).set(point);
}
