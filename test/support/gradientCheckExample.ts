import type { GradientCheck } from '../../src/contract/gradientCheck.js';

/** A gradient check that passed. */
export const passedCheck: GradientCheck = {
  trials: 24,
  undecided: 0,
  agreeing: 23,
  needed: 16,
  medianDifference: 0.0141,
  alone: 0,
  vanishes: false,
};
