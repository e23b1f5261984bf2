import { linfBall } from '../balls/linfBall.js';
import { commonLength, equalRate } from './boxRise.js';
import type { Norm } from './norm.js';

/** The largest change of a value. */
export const linfNorm: Norm = {
  distance(point, clean) {
    let largest = 0;
    for (let at = 0; at < point.length; at++) largest = Math.max(largest, Math.abs(point[at]! - clean[at]!));
    return largest;
  },
  project: linfBall.project,
  reach: (point, gradient, gain) => commonLength(point, gradient, { gain, rate: equalRate }),
};
