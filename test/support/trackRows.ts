import type { TrackRows } from '../../src/attacks/apgdTrack.js';

/** Rows of a track of APGD from `point`, which it changes. */
export function trackRows(point: Float32Array, clean: Float32Array): TrackRows {
  const [best, bestGradient, previous, ahead] = [0, 1, 2, 3].map(() => ({ values: point.slice() }));
  return {
    point: { values: point },
    clean: { values: clean },
    best: best!,
    bestGradient: bestGradient!,
    previous: previous!,
    ahead: ahead!,
  };
}
