import { defineCorruption } from './corruption.js';
import type { Picture } from './pictures/picture.js';

/** Scales the image down by the parameter and up again; each pixel is the mean of what it covers. */
export const pixelate = defineCorruption({
  title: 'Pixelate',
  group: 'digital',
  parameters: [0.95, 0.9, 0.85, 0.75, 0.65],
  apply: (picture, share) => {
    const { height, width } = picture;
    const small = boxResize(picture, Math.floor(height * share), Math.floor(width * share));
    return boxResize(small, height, width);
  },
});

function boxResize(picture: Picture, height: number, width: number): Picture {
  const rows = boxWeights(picture.height, height);
  const columns = boxWeights(picture.width, width);
  const { channels, values } = picture;
  const resized = new Float64Array(height * width * channels);
  for (const [y, row] of rows.entries()) {
    for (const [x, column] of columns.entries()) {
      for (const [fromY, down] of row) {
        for (const [fromX, right] of column) {
          const from = (fromY * picture.width + fromX) * channels;
          const to = (y * width + x) * channels;
          for (let channel = 0; channel < channels; channel++) {
            resized[to + channel]! += down * right * values[from + channel]!;
          }
        }
      }
    }
  }
  return { height, width, channels, values: resized };
}

/** For each new pixel, the old pixels with centres in its box, which is at least one pixel wide, with equal weights. */
function boxWeights(from: number, to: number): (readonly [at: number, weight: number])[][] {
  const scale = from / to;
  const half = Math.max(scale, 1) / 2;
  return Array.from({ length: to }, (_, place) => {
    const middle = (place + 0.5) * scale;
    const first = Math.max(0, Math.floor(middle - half + 0.5));
    const last = Math.min(from, Math.floor(middle + half + 0.5));
    const count = Math.max(1, last - first);
    return Array.from({ length: count }, (_, at) => [Math.min(from - 1, first + at), 1 / count] as const);
  });
}
