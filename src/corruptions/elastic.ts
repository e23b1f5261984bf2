import type { RandomStream } from '../base/random.js';
import { defineCorruption } from './corruption.js';
import { gaussianBlur, resample } from './pictures/filter.js';
import { type Picture, plane } from './pictures/picture.js';

/** An affine jitter of three points, then a smooth random field of displacements; parameters as shares of the side length. */
export const elastic = defineCorruption({
  title: 'Elastic transform',
  group: 'digital',
  parameters: [
    { strength: 0, sigma: 0, jitter: 0.08 },
    { strength: 0.05, sigma: 0.2, jitter: 0.07 },
    { strength: 0.08, sigma: 0.06, jitter: 0.06 },
    { strength: 0.1, sigma: 0.04, jitter: 0.05 },
    { strength: 0.1, sigma: 0.03, jitter: 0.03 },
  ],
  apply: (picture, { strength, sigma, jitter }, stream) => {
    const side = Math.min(picture.height, picture.width);
    const moved = affineJitter(picture, jitter * side, stream);
    const [down, right] = [field(picture, stream), field(picture, stream)].map(
      (own) => (sigma === 0 ? own : gaussianBlur(own, sigma * side, { truncate: 3, border: 'reflect' })).values,
    ) as [Float64Array, Float64Array];
    const length = strength * side;
    const at = (y: number, x: number) => y * picture.width + x;
    return resample(moved, (y, x) => [y + length * down[at(y, x)]!, x + length * right[at(y, x)]!], 'reflect');
  },
});

function field({ height, width }: Picture, stream: RandomStream): Picture {
  return plane(height, width, () => 2 * stream.float() - 1);
}

/** Moves three corners of the square in the middle third by up to `size` pixels and maps the picture accordingly. */
function affineJitter(picture: Picture, size: number, stream: RandomStream): Picture {
  const middle = [Math.floor(picture.width / 2), Math.floor(picture.height / 2)] as const;
  const third = Math.floor(Math.min(picture.height, picture.width) / 3);
  const corners = [
    [middle[0] + third, middle[1] + third],
    [middle[0] + third, middle[1] - third],
    [middle[0] - third, middle[1] - third],
  ] as const;
  const jitter = () => size * (2 * stream.float() - 1);
  const moved = corners.map(([x, y]) => [x + jitter(), y + jitter()] as const);
  const back = affineThrough(moved, corners);
  return resample(
    picture,
    (y, x) => {
      const [fromX, fromY] = back(x, y);
      return [fromY, fromX];
    },
    'mirror',
  );
}

type Point = readonly [x: number, y: number];

/** The affine map that takes three points to three others. */
function affineThrough(from: readonly Point[], to: readonly Point[]): (x: number, y: number) => Point {
  const [a, b, c] = from as [Point, Point, Point];
  const area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
  return (x, y) => {
    const second = ((x - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (y - a[1])) / area;
    const third = ((b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1])) / area;
    const mix = (axis: 0 | 1) =>
      to[0]![axis] + second * (to[1]![axis] - to[0]![axis]) + third * (to[2]![axis] - to[0]![axis]);
    return [mix(0), mix(1)];
  };
}
