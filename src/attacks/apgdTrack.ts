import type { ImageRow } from '../kernels/imageSteps/holdImages.js';
import { mixSteps } from '../kernels/imageSteps/imageSteps.js';
import type { Ball } from './balls/ball.js';

/** Weight of a new step in APGD's movement; the rest is momentum. */
const stepWeight = 0.75;

/** A checkpoint halves the step if the loss rose in at most this share of its window. */
const riseShare = 0.75;

/** Where an image's values are while APGD works on it: its own, those of its clean image, and room. */
export interface TrackRows {
  /** Where the track starts; `move` and `check` change it. */
  readonly point: ImageRow;
  readonly clean: ImageRow;
  /** At first the start. */
  readonly best: ImageRow;
  readonly bestGradient: ImageRow;
  /** At first the start. */
  readonly previous: ImageRow;
  readonly ahead: ImageRow;
}

/** One image's state in APGD: every image has its own step size, checkpoints and best point. */
export interface ApgdTrack {
  /** Records the loss and its gradient at the point. The gradient may be gone after the next `move`. */
  see(loss: number, gradient: Float32Array): void;
  /** z = P(x + step d); x <- P(x + a (z - x) + (1 - a)(x - x before)), with a = 1 in the first step. */
  move(): void;
  /**
   * Ends a window of steps: if the loss rose in too few of them, or if the last check kept the step size and the best loss has
   * not changed since, halves the step size and returns to the best point.
   */
  check(window: number): void;
}

/** A track in the ball around the clean image, whose best point is in `rows`. */
export function apgdTrack(
  rows: TrackRows,
  { ball, radius }: { readonly ball: Ball; readonly radius: number },
): ApgdTrack {
  const best = { loss: Number.NEGATIVE_INFINITY };
  const lastCheck = { halved: false, bestLoss: Number.NEGATIVE_INFINITY };
  let gradient: Float32Array;
  let current = Number.NEGATIVE_INFINITY;
  let stepSize = 2 * radius;
  let moved = false;
  let rises = 0;
  return {
    see(loss, own) {
      if (moved && loss > current) rises++;
      current = loss;
      gradient = own;
      if (!moved) lastCheck.bestLoss = loss;
      if (loss <= best.loss) return;
      best.loss = loss;
      rows.best.values.set(rows.point.values);
      rows.bestGradient.values.set(own);
    },
    move() {
      const [point, clean, ahead] = [rows.point.values, rows.clean.values, rows.ahead.values];
      ahead.set(point);
      ball.step(ahead, gradient, clean, { length: stepSize, radius });
      mixSteps(point, ahead, rows.previous.values, moved ? stepWeight : 1);
      ball.project(point, clean, radius);
      moved = true;
    },
    check(window) {
      const stuck = !lastCheck.halved && best.loss <= lastCheck.bestLoss;
      lastCheck.halved = rises <= riseShare * window || stuck;
      lastCheck.bestLoss = best.loss;
      rises = 0;
      if (!lastCheck.halved) return;
      stepSize /= 2;
      rows.point.values.set(rows.best.values);
      gradient = rows.bestGradient.values;
      current = best.loss;
    },
  };
}
