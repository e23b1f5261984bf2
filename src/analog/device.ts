import type { RandomStream } from '../base/random.js';

/**
 * A memory device that stores half of a weight as a conductance in microsiemens. `r` is the target as a share of the greatest
 * conductance, in [0, 1]; times are in seconds since programming ended.
 */
export interface Device {
  /** Greatest conductance. */
  readonly greatest: number;
  /** Standard deviation of the conductance after programming. */
  readonly programmingNoise: (r: number) => number;
  readonly drift?: Drift;
  readonly readNoise?: ReadNoise;
}

/** g(t) = g(0) ((t + first) / first)^-nu. */
export interface Drift {
  /** Time from programming to the first read. */
  readonly first: number;
  /** A device's exponent nu, drawn once. */
  readonly exponent: (r: number, stream: RandomStream) => number;
}

/** Standard deviation of a conductance g(t) at a read, as a share of g(t). */
export interface ReadNoise {
  /** `programmed`: the conductance right after programming, as a share of the greatest. */
  readonly share: (programmed: number, time: number) => number;
}

/** Value of a polynomial whose coefficients start with that of x^0. */
export function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((value, coefficient) => value * x + coefficient, 0);
}
