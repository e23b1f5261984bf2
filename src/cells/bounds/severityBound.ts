import type { Bound } from './bound.js';
import { measureChange } from './measureChange.js';

/** Covers the rounding of a byte over 255 to float32, in bytes. */
const tolerance = 1e-4;

/** Corrupted images must be whole bytes in the box, at a valid severity; the size of the change is not bounded. */
export function severityBound(): Bound {
  return {
    sweep: (strength, signal) => {
      if (strength.kind !== 'severities') throw new Error(`a corruption has severities, not ${strength.kind}`);
      return strength.severities.map((severity) => new Float32Array(signal.length).fill(severity));
    },
    verify: (clean, corrupted, { epsilons: severities, images }) => {
      const perImage = clean.length / images.length;
      return Float64Array.from(images, (image, position) => {
        const severity = severities[position]!;
        if (!Number.isInteger(severity) || severity < 1 || severity > 5) {
          throw new Error(`image ${image}: a severity is a whole number from 1 to 5, not ${severity}`);
        }
        const range = { from: position * perImage, to: (position + 1) * perImage, image };
        for (let at = range.from; at < range.to; at++) {
          const byte = 255 * corrupted[at]!;
          if (Math.abs(byte - Math.round(byte)) > tolerance) {
            throw new Error(`image ${image}: corrupted value ${corrupted[at]} is no whole byte`);
          }
        }
        return measureChange(clean, corrupted, range).norm;
      });
    },
  };
}
