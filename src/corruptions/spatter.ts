import { defineCorruption } from './corruption.js';
import { filter, gaussianBlur, type Tap } from './pictures/filter.js';
import { clamp, mapPicture, type Picture, plane } from './pictures/picture.js';

const water = [175 / 255, 238 / 255, 238 / 255];
const mud = [63 / 255, 42 / 255, 20 / 255];

/** Water drops with bright edges (severity 1 to 3), or mud splashes (4 and 5). */
export const spatter = defineCorruption({
  title: 'Spatter',
  group: 'weather',
  isExtra: true,
  note: 'the edges of drops are found by their slope, where the published generator uses an edge detector and evens out the histogram',
  parameters: [
    { mean: 0.62, deviation: 0.1, sigma: 0.7, threshold: 0.7, kind: 'water', strength: 0.5 },
    { mean: 0.65, deviation: 0.1, sigma: 0.8, threshold: 0.7, kind: 'water', strength: 0.5 },
    { mean: 0.65, deviation: 0.3, sigma: 1, threshold: 0.69, kind: 'water', strength: 0.5 },
    { mean: 0.65, deviation: 0.1, sigma: 0.7, threshold: 0.69, kind: 'mud', strength: 0.6 },
    { mean: 0.65, deviation: 0.1, sigma: 0.5, threshold: 0.68, kind: 'mud', strength: 0.6 },
  ],
  apply: (picture, { mean, deviation, sigma, threshold, kind, strength }, stream) => {
    const { height, width, channels } = picture;
    const layer = gaussianBlur(
      plane(height, width, () => mean + deviation * stream.normal()),
      sigma,
    );
    const liquid = mapPicture(layer, (value) => (value < threshold ? 0 : value));
    const cover = kind === 'water' ? shine(liquid, strength) : splashes(liquid, { threshold, sigma: strength });
    const colour = (at: number) => (kind === 'water' ? water : mud)[channels === 3 ? at % 3 : 1]!;
    return mapPicture(picture, (value, at) => {
      const own = cover.values[Math.floor(at / channels)]!;
      return kind === 'water' ? value + own * colour(at) : value * (1 - own) + own * colour(at);
    });
  },
});

const means: readonly Tap[] = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => ({ dy, dx, weight: 1 / 9 })));
/** Light from the upper left. */
const relief: readonly Tap[] = [
  [-2, -1, 0],
  [-1, 1, 1],
  [0, 1, 2],
].flatMap((row, y) => row.map((weight, x) => ({ dy: y - 1, dx: x - 1, weight })));

/** Brightness of drops from 0 to `strength`: their relief, strongest where they are deep. */
function shine(liquid: Picture, strength: number): Picture {
  const depth = filter(liquid, means, 'mirror');
  const lit = mapPicture(filter(filter(depth, relief, 'mirror'), means, 'mirror'), (value, at) => {
    return Math.max(0, value) * liquid.values[at]!;
  });
  const brightest = lit.values.reduce((most, value) => Math.max(most, value), 0);
  return mapPicture(lit, (value) => (brightest === 0 ? 0 : (strength * value) / brightest));
}

function splashes(
  liquid: Picture,
  { threshold, sigma }: { readonly threshold: number; readonly sigma: number },
): Picture {
  const spots = mapPicture(liquid, (value) => (value > threshold ? 1 : 0));
  return mapPicture(gaussianBlur(spots, sigma), (value) => (value < 0.8 ? 0 : clamp(value)));
}
