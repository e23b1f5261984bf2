import { l1Project } from '../../kernels/imageSteps/imageSteps.js';
import { roomOf } from '../../kernels/imageSteps/plain.js';
import type { Norm } from './norm.js';
import { steepestFirst } from './steepestFirst.js';

/** The sum of absolute changes. */
export const l1Norm: Norm = {
  distance(point, clean) {
    let sum = 0;
    for (let at = 0; at < point.length; at++) sum += Math.abs(point[at]! - clean[at]!);
    return sum;
  },
  project: l1Project,
  reach(point, gradient, gain) {
    let risen = 0;
    let length = 0;
    for (const at of steepestFirst(point, gradient, { perUnit: true })) {
      const slope = Math.abs(gradient[at]!);
      const room = roomOf(point[at]!, gradient[at]!);
      if (risen + slope * room >= gain) return length + (gain - risen) / slope;
      risen += slope * room;
      length += room;
    }
    return Number.POSITIVE_INFINITY;
  },
};
