import { defineCorruption } from './corruption.js';
import { gaussianBlur } from './pictures/filter.js';

/** Swaps each pixel, starting at the lower right, with a nearby one; blurred before and after. */
export const glassBlur = defineCorruption({
  title: 'Glass blur',
  group: 'blur',
  parameters: [
    { sigma: 0.05, shift: 1, rounds: 1 },
    { sigma: 0.25, shift: 1, rounds: 1 },
    { sigma: 0.4, shift: 1, rounds: 1 },
    { sigma: 0.25, shift: 1, rounds: 2 },
    { sigma: 0.4, shift: 1, rounds: 2 },
  ],
  apply: (picture, { sigma, shift, rounds }, stream) => {
    const blurred = gaussianBlur(picture, sigma);
    const { height, width, channels, values } = blurred;
    const swap = (a: number, b: number) => {
      const held = values.slice(a, a + channels);
      values.copyWithin(a, b, b + channels);
      values.set(held, b);
    };
    for (let round = 0; round < rounds; round++) {
      for (let y = height - shift; y > shift; y--) {
        for (let x = width - shift; x > shift; x--) {
          const dx = stream.int(2 * shift) - shift;
          const dy = stream.int(2 * shift) - shift;
          swap((y * width + x) * channels, ((y + dy) * width + x + dx) * channels);
        }
      }
    }
    return gaussianBlur(blurred, sigma);
  },
});
