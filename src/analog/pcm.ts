import { clip, type Device, foldedExponent, growthOf, logarithmOf, polynomial } from './device.js';

const first = 20;
const growth = growthOf({ first, read: 250e-9 });

/**
 * Phase-change memory: statistics of programming noise, drift and 1/f read noise by Joshi et al. 2020 (Nature Communications 11:2473)
 * and Nandakumar et al. 2019, with the constants of IBM's aihwkit.
 */
export const pcm: Device = {
  greatest: 25,
  programmingNoise: (r) => polynomial([0.26348, 1.965, -1.1731], r),
  drift: {
    first,
    exponent: foldedExponent((r) => {
      const logarithm = logarithmOf(r);
      return {
        mean: clip(-0.0155 * logarithm + 0.0244, [0.049, 0.1]),
        deviation: clip(-0.0125 * logarithm - 0.0059, [0.008, 0.045]),
      };
    }),
  },
  readNoise: {
    share: (programmed, time) => Math.min(0.0088 / Math.max(programmed ** 0.65, 0.001), 0.2) * growth(time),
  },
};
