import { l2Distance, roomOf } from '../../kernels/imageSteps/plain.js';
import { l2Ball } from '../balls/l2Ball.js';
import { commonLength, slopeRate } from './boxRise.js';
import type { Norm } from './norm.js';

/** The Euclidean norm of the change. */
export const l2Norm: Norm = {
  distance: l2Distance,
  project: l2Ball.project,
  reach: (point, gradient, gain) => {
    const length = commonLength(point, gradient, { gain, rate: slopeRate });
    if (!Number.isFinite(length)) return length;
    let squares = 0;
    for (let at = 0; at < point.length; at++) {
      const slope = gradient[at]!;
      squares += Math.min(length * Math.abs(slope), roomOf(point[at]!, slope)) ** 2;
    }
    return Math.sqrt(squares);
  },
};
