import type { PerturbationKind } from './perturbationKind.js';

/**
 * What an epsilon bounds: `linf` the largest change of a value, `l2` the Euclidean norm of the perturbation, `l1` the sum of
 * absolute changes, `l0` the number of values that change, `rms` the root mean square over an image's values.
 */
export type PerturbationNorm = 'linf' | 'l2' | 'l1' | 'l0' | 'rms';

/** All images within epsilon of the clean one, by a norm on pixels in [0, 1]. */
export interface Ball {
  readonly kind: 'ball';
  readonly norm: PerturbationNorm;
}

/** The largest radius of an L2, L1 or L0 ball in a suite. */
export const greatestRadius = 1000;

interface NormFacts {
  readonly meaning: string;
  readonly greatestEpsilon: number;
  readonly axis: { readonly scale: number; readonly words: string };
}

/** Changes of single values are shown in grey levels; norms over all values are not. */
const norms: { readonly [Norm in PerturbationNorm]: NormFacts } = {
  linf: { meaning: '', greatestEpsilon: 1, axis: { scale: 255, words: 'Epsilon in 1/255' } },
  l2: {
    meaning: 'Epsilon bounds the Euclidean norm of the perturbation.',
    greatestEpsilon: greatestRadius,
    axis: { scale: 1, words: 'Epsilon, L2 norm on pixels in [0, 1]' },
  },
  l1: {
    meaning: 'Epsilon bounds the sum of absolute changes.',
    greatestEpsilon: greatestRadius,
    axis: { scale: 1, words: 'Epsilon, L1 norm on pixels in [0, 1]' },
  },
  l0: {
    meaning: 'Epsilon bounds the number of values that change.',
    greatestEpsilon: greatestRadius,
    axis: { scale: 1, words: 'Epsilon, values changed' },
  },
  rms: {
    meaning:
      'Epsilon is the root mean square of the noise, so the SNR is that of a sign perturbation of the same epsilon.',
    greatestEpsilon: 1,
    axis: { scale: 255, words: 'Epsilon (root mean square) in 1/255' },
  },
};

/** The description of balls. */
export const ball: PerturbationKind<Ball> = {
  kind: 'ball',
  words: ({ norm }) => `of the norm ${norm}`,
  meaning: ({ norm }) => norms[norm].meaning,
  greatestEpsilon: ({ norm }) => norms[norm].greatestEpsilon,
  axis: ({ norm }) => norms[norm].axis,
};

/** Every value may change by epsilon. */
export const linfBall = { kind: 'ball', norm: 'linf' } as const satisfies Ball;
/** The Euclidean norm of the perturbation may be epsilon. */
export const l2Ball = { kind: 'ball', norm: 'l2' } as const satisfies Ball;
/** The absolute changes may add up to epsilon. */
export const l1Ball = { kind: 'ball', norm: 'l1' } as const satisfies Ball;
/** Epsilon values may change. */
export const l0Ball = { kind: 'ball', norm: 'l0' } as const satisfies Ball;
/** Only for noise. */
export const rmsBall = { kind: 'ball', norm: 'rms' } as const satisfies Ball;
