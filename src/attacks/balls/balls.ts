import type { BallNorm } from '../../attackKinds/parameters.js';
import type { Ball } from './ball.js';
import { l2Ball } from './l2Ball.js';
import { linfBall } from './linfBall.js';

/** The ball of each norm available in suites. */
export const balls = { linf: linfBall, l2: l2Ball } satisfies Record<BallNorm, Ball>;
