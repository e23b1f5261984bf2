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
  /** In place of drift: standard deviations of the conductance from its target at later times, drawn anew at each. */
  readonly later?: ReadonlyMap<number, (r: number) => number>;
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

/** A value within bounds. */
export function clip(value: number, [least, most]: readonly [least: number, most: number]): number {
  return Math.min(most, Math.max(least, value));
}

/** Below this share of the greatest conductance the logarithm is taken as that of this share. */
const leastShare = 1e-7;

/** The natural logarithm of a share of the greatest conductance, which may be 0. */
export function logarithmOf(share: number): number {
  return Math.log(Math.max(share, leastShare));
}

/** The absolute value of a normal exponent whose mean and standard deviation depend on the target. */
export function foldedExponent(
  momentsOf: (r: number) => { readonly mean: number; readonly deviation: number },
): Drift['exponent'] {
  return (r, stream) => {
    const { mean, deviation } = momentsOf(r);
    return Math.abs(mean + deviation * stream.normal());
  };
}

/** The growth of 1/f noise with the time since programming, from the time to the first read and the duration of a read in seconds. */
export function growthOf({ first, read }: { readonly first: number; readonly read: number }): (time: number) => number {
  return (time) => Math.sqrt(Math.log((time + first + read) / (2 * read)));
}
