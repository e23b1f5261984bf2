import { defineCorruption } from './corruption.js';
import { motionBlur, zoomMiddle } from './pictures/filter.js';
import { clamp, greyOf, mapPicture, plane } from './pictures/picture.js';

export const snow = defineCorruption({
  title: 'Snow',
  group: 'weather',
  parameters: [
    { mean: 0.1, deviation: 0.2, zoom: 1, threshold: 0.6, radius: 8, sigma: 3, share: 0.95 },
    { mean: 0.1, deviation: 0.2, zoom: 1, threshold: 0.5, radius: 10, sigma: 4, share: 0.9 },
    { mean: 0.15, deviation: 0.3, zoom: 1.75, threshold: 0.55, radius: 10, sigma: 4, share: 0.9 },
    { mean: 0.25, deviation: 0.3, zoom: 2.25, threshold: 0.6, radius: 12, sigma: 6, share: 0.85 },
    { mean: 0.3, deviation: 0.3, zoom: 1.25, threshold: 0.65, radius: 14, sigma: 12, share: 0.8 },
  ],
  apply: (picture, { mean, deviation, zoom, threshold, radius, sigma, share }, stream) => {
    const { height, width, channels } = picture;
    const flakes = zoomMiddle(
      plane(height, width, () => mean + deviation * stream.normal()),
      zoom,
    );
    const kept = mapPicture(flakes, (value) => (value < threshold ? 0 : clamp(value)));
    const fallen = motionBlur(kept, { radius, sigma, angle: -135 + 90 * stream.float() }).values;
    const grey = greyOf(picture).values;
    return mapPicture(picture, (value, at) => {
      const pixel = Math.floor(at / channels);
      const brightened = Math.max(value, 1.5 * (picture.channels === 3 ? grey[pixel]! : value) + 0.5);
      return share * value + (1 - share) * brightened + fallen[pixel]! + fallen[fallen.length - 1 - pixel]!;
    });
  },
});
