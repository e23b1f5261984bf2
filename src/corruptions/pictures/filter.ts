import { type Border, inside } from './borders.js';
import type { Picture } from './picture.js';

/** Weights of a filter by their offset from the pixel. */
export interface Tap {
  readonly dy: number;
  readonly dx: number;
  readonly weight: number;
}

/** Weighted sums over the taps in each channel. */
export function filter(picture: Picture, taps: readonly Tap[], border: Border): Picture {
  const { height, width, channels, values } = picture;
  const sums = new Float64Array(values.length);
  for (const { dy, dx, weight } of taps) {
    for (let y = 0; y < height; y++) {
      const row = inside(y + dy, height, border) * width;
      for (let x = 0; x < width; x++) {
        const from = (row + inside(x + dx, width, border)) * channels;
        const to = (y * width + x) * channels;
        for (let channel = 0; channel < channels; channel++) sums[to + channel]! += weight * values[from + channel]!;
      }
    }
  }
  return { ...picture, values: sums };
}

/** Separable Gaussian blur, truncated at `truncate` standard deviations. */
export function gaussianBlur(
  picture: Picture,
  sigma: number,
  { truncate = 4, border = 'nearest' }: { readonly truncate?: number; readonly border?: Border } = {},
): Picture {
  const weights = bell(sigma, Math.floor(truncate * sigma + 0.5));
  const radius = (weights.length - 1) / 2;
  const rows = weights.map((weight, at): Tap => ({ dy: at - radius, dx: 0, weight }));
  const columns = rows.map(({ dy, weight }): Tap => ({ dy: 0, dx: dy, weight }));
  return filter(filter(picture, rows, border), columns, border);
}

/** A normal density at -radius..radius, normalised to sum 1. */
export function bell(sigma: number, radius: number): number[] {
  const weights = Array.from({ length: 2 * radius + 1 }, (_, at) => Math.exp(-((at - radius) ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * Motion blur as in ImageMagick: along a line from the pixel at an angle in degrees, half a Gaussian of `sigma` over 2 `radius` +
 * 1 samples, each at the nearest pixel.
 */
export function motionBlur(
  picture: Picture,
  { radius, sigma, angle }: { readonly radius: number; readonly sigma: number; readonly angle: number },
): Picture {
  const length = 2 * radius + 1;
  const weights = Array.from({ length }, (_, at) => Math.exp(-(at ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const radians = (angle * Math.PI) / 180;
  const taps = weights.map(
    (weight, at): Tap => ({
      dy: Math.ceil(at * Math.sin(radians) - 0.5),
      dx: Math.ceil(at * Math.cos(radians) - 0.5),
      weight: weight / sum,
    }),
  );
  return filter(picture, taps, 'nearest');
}

/** The value between pixels, interpolated bilinearly. */
export function sampleLinear(
  picture: Picture,
  [y, x, channel]: readonly [number, number, number],
  border: Border,
): number {
  const { height, width, channels, values } = picture;
  const top = Math.floor(y);
  const left = Math.floor(x);
  const at = (row: number, column: number) =>
    values[(inside(row, height, border) * width + inside(column, width, border)) * channels + channel]!;
  const upper = at(top, left) + (x - left) * (at(top, left + 1) - at(top, left));
  const lower = at(top + 1, left) + (x - left) * (at(top + 1, left + 1) - at(top + 1, left));
  return upper + (y - top) * (lower - upper);
}

/** Resamples the picture: each pixel is taken from the position `from`. */
export function resample(
  picture: Picture,
  from: (y: number, x: number) => readonly [y: number, x: number],
  border: Border,
): Picture {
  const values = new Float64Array(picture.values.length);
  let to = 0;
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const [row, column] = from(y, x);
      for (let channel = 0; channel < picture.channels; channel++) {
        values[to++] = sampleLinear(picture, [row, column, channel], border);
      }
    }
  }
  return { ...picture, values };
}

/** The centre of the picture enlarged to full size, bilinear with aligned corners. */
export function zoomMiddle(picture: Picture, factor: number): Picture {
  const { height, width } = picture;
  const part = { height: Math.ceil(height / factor), width: Math.ceil(width / factor) };
  const top = Math.floor((height - part.height) / 2);
  const left = Math.floor((width - part.width) / 2);
  const large = { height: roundHalfToEven(part.height * factor), width: roundHalfToEven(part.width * factor) };
  const cut = { y: Math.floor((large.height - height) / 2), x: Math.floor((large.width - width) / 2) };
  const scale = (from: number, to: number) => (to === 1 ? 0 : (from - 1) / (to - 1));
  const steps = { y: scale(part.height, large.height), x: scale(part.width, large.width) };
  return resample(
    picture,
    (y, x) => [
      Math.min(top + part.height - 1, top + (y + cut.y) * steps.y),
      Math.min(left + part.width - 1, left + (x + cut.x) * steps.x),
    ],
    'nearest',
  );
}

/** Rounds like numpy and SciPy: 16.5 to 16. */
function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
