import { clip, type Device, foldedExponent, growthOf, logarithmOf, polynomial } from './device.js';

/** A function of a share of the greatest conductance: of its logarithm below a limit, bounded, and a polynomial from there on. */
interface Branches {
  readonly limit: number;
  readonly slope: number;
  readonly offset: number;
  readonly bounds: readonly [least: number, most: number];
  readonly above: readonly number[];
}

function valueAt({ limit, slope, offset, bounds, above }: Branches, share: number): number {
  return share < limit ? clip(slope * logarithmOf(share) + offset, bounds) : polynomial(above, share);
}

interface Fit {
  readonly greatest: number;
  /** Time to the first read in seconds. */
  readonly first: number;
  readonly programmingNoise: readonly number[];
  /** Standard deviation of the drift exponent. */
  readonly spread: Branches;
  readonly readNoise: Branches;
}

/** Mean drift exponent of both ways of programming. */
const exponent: Branches = {
  ...{ limit: 0.0945, slope: -0.0387, offset: -0.0182, bounds: [0.072, 0.13] },
  above: [0.0736, -0.0126, -0.0436],
};

const one: Fit = {
  greatest: 10.35,
  first: 200,
  programmingNoise: [0.15781817, 2.32443916, -2.16310839, 0.68841818],
  spread: {
    ...{ limit: 0.3039, slope: -0.012, offset: -0.0023, bounds: [0.0124, 0.04] },
    above: [0.0104, 0.0116, -0.0165],
  },
  readNoise: {
    ...{ limit: 0.1591, slope: -0.0078, offset: 0.0038, bounds: [0.0179, 0.04] },
    above: [0.0088, 0.0768, -0.1352, 0.0664],
  },
};

const two: Fit = {
  greatest: 20.7,
  first: 300,
  programmingNoise: [0.16603222, 4.71806468, -8.48101252, 4.68961419],
  spread: {
    ...{ limit: 0.3055, slope: -0.0117, offset: -0.0057, bounds: [0.0091, 0.04] },
    above: [0.0073, 0.0093, -0.0118],
  },
  readNoise: {
    ...{ limit: 0.16, slope: -0.0117, offset: -0.0069, bounds: [0.015, 0.04] },
    above: [0.0123, 0.0211, -0.028, 0.0069],
  },
};

function deviceOf({ greatest, first, programmingNoise, spread, readNoise }: Fit): Device {
  const growth = growthOf({ first, read: 512e-9 });
  return {
    greatest,
    programmingNoise: (r) => polynomial(programmingNoise, r),
    drift: {
      first,
      exponent: foldedExponent((r) => ({ mean: valueAt(exponent, r), deviation: valueAt(spread, r) })),
    },
    readNoise: { share: (programmed, time) => valueAt(readNoise, programmed) * growth(time) },
  };
}

/**
 * Phase-change memory of the Hermes chip with one or two devices a weight half: programming noise, drift and 1/f read noise as fitted in
 * IBM's aihwkit (`HermesNoiseModel`) to Le Gallo et al. 2023 (Nature Electronics 6:680), Khaddam-Aljameh et al. 2022 (IEEE Journal of
 * Solid-State Circuits 57:1027) and, for two devices, Vasilopoulos et al. 2023 (IEEE Transactions on Electron Devices 70).
 */
export const hermes = { one: deviceOf(one), two: deviceOf(two) } as const;
