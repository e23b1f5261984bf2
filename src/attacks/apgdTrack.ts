import type { Ball } from './balls/ball.js';

/** Weight of a new step in APGD's movement; the rest is momentum. */
const stepWeight = 0.75;

/** A checkpoint halves the step if the loss rose in at most this share of its window. */
const riseShare = 0.75;

/** One image's state in APGD: every image has its own step size, checkpoints and best point. */
export interface ApgdTrack {
  /** The point of the greatest loss so far. */
  readonly best: Float32Array;
  /** Records the loss and its gradient at the point. */
  see(loss: number, gradient: Float32Array): void;
  /** z = P(x + step d); x <- P(x + a (z - x) + (1 - a)(x - x before)), with a = 1 in the first step. */
  move(): void;
  /**
   * Ends a window of steps: if the loss rose in too few of them, or if the last check kept the step size and the best loss has
   * not changed since, halves the step size and returns to the best point.
   */
  check(window: number): void;
}

/** A track from `point`, a view that `move` and `check` change, in the ball around `clean`. */
export function apgdTrack(
  point: Float32Array,
  clean: Float32Array,
  { ball, radius }: { readonly ball: Ball; readonly radius: number },
): ApgdTrack {
  const previous = point.slice();
  const gradient = new Float32Array(point.length);
  const ahead = new Float32Array(point.length);
  const best = { loss: Number.NEGATIVE_INFINITY, point: point.slice(), gradient: gradient.slice() };
  const lastCheck = { halved: false, bestLoss: Number.NEGATIVE_INFINITY };
  let current = Number.NEGATIVE_INFINITY;
  let stepSize = 2 * radius;
  let moved = false;
  let rises = 0;
  return {
    best: best.point,
    see(loss, own) {
      if (moved && loss > current) rises++;
      current = loss;
      gradient.set(own);
      if (!moved) lastCheck.bestLoss = loss;
      if (loss <= best.loss) return;
      best.loss = loss;
      best.point.set(point);
      best.gradient.set(own);
    },
    move() {
      ahead.set(gradient);
      ball.steepest(ahead);
      for (let at = 0; at < point.length; at++) ahead[at] = point[at]! + stepSize * ahead[at]!;
      ball.project(ahead, clean, radius);
      const weight = moved ? stepWeight : 1;
      for (let at = 0; at < point.length; at++) {
        const here = point[at]!;
        point[at] = here + weight * (ahead[at]! - here) + (1 - weight) * (here - previous[at]!);
        previous[at] = here;
      }
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
      point.set(best.point);
      gradient.set(best.gradient);
      current = best.loss;
    },
  };
}
