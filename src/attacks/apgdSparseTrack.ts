import { l1Step } from '../kernels/imageSteps/imageSteps.js';
import type { ApgdTrack, TrackRows } from './apgdTrack.js';
import { l0Norm } from './norms/l0Norm.js';

/** Share of the values that the first steps move. */
const firstShare = 0.2;
/** The best point is sparser than at the last checkpoint if it changes less than this share of the values that it changed then. */
const sparserShare = 0.95;
/** Divisor of the step at other checkpoints, and of the number of changed values, which gives the number that moves next. */
const reduction = 1.5;
/** The shortest step is the radius divided by it. */
const shortestDivisor = 10;

/** The steps after which APGD in L1 adapts step and sparsity: every 4 % of all steps. */
export function sparseCheckpoints(steps: number): number[] {
  const window = Math.max(Math.floor(0.04 * steps), 1);
  return Array.from({ length: Math.floor(steps / window) }, (_, index) => (index + 1) * window);
}

/**
 * One image's state in APGD in L1 (Croce & Hein 2021): each step moves the values with the steepest slopes by equal amounts, which
 * sum to the step size, and projects onto the intersection of ball and box. A checkpoint counts the values that the best point
 * changes: two thirds of as many move from then on. If they became fewer, the track returns to that point with the longest
 * step, the radius; otherwise the step is divided by 1.5, down to a tenth of the radius. There is no momentum. In a stage of a
 * schedule of radii the number of values that its first point changes takes the place of the first fifth.
 */
export function apgdSparseTrack(
  rows: TrackRows,
  { radius, isStage }: { readonly radius: number; readonly isStage: boolean },
): ApgdTrack {
  const dimensions = rows.point.values.length;
  let bestLoss = Number.NEGATIVE_INFINITY;
  let gradient: Float32Array;
  let changed = isStage ? l0Norm.distance(rows.point.values, rows.clean.values) : dimensions;
  let share = isStage ? changed / dimensions / reduction : firstShare;
  let stepSize = radius;
  return {
    see(loss, own) {
      gradient = own;
      if (loss <= bestLoss) return;
      bestLoss = loss;
      rows.best.values.set(rows.point.values);
      rows.bestGradient.values.set(own);
    },
    move() {
      l1Step(rows.point.values, gradient, rows.clean.values, { length: stepSize, radius, share });
    },
    check() {
      const now = l0Norm.distance(rows.best.values, rows.clean.values);
      const isSparser = now < sparserShare * changed;
      share = now / dimensions / reduction;
      stepSize = isSparser ? radius : Math.max(radius / shortestDivisor, stepSize / reduction);
      changed = now;
      if (!isSparser) return;
      rows.point.values.set(rows.best.values);
      gradient = rows.bestGradient.values;
    },
  };
}
