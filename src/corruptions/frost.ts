import { defineCorruption } from './corruption.js';
import { motionBlur } from './pictures/filter.js';
import { clamp, mapPicture } from './pictures/picture.js';
import { plasma } from './pictures/plasma.js';

/** Frost generated from noise: bright needles in two directions on plasma, instead of crops of photographs. */
export const frost = defineCorruption({
  title: 'Frost',
  group: 'weather',
  note: 'the published generator lays crops of five photographs over the image; here the frost is made from noise',
  parameters: [
    { image: 1, layer: 0.2 },
    { image: 1, layer: 0.3 },
    { image: 0.9, layer: 0.4 },
    { image: 0.85, layer: 0.4 },
    { image: 0.75, layer: 0.45 },
  ],
  apply: (picture, { image, layer }, stream) => {
    const { height, width, channels } = picture;
    const ground = plasma([height, width], { decay: 1.6, stream });
    const seeds = mapPicture(ground, (value) => (stream.float() < 0.12 ? 1 : 0.15 * value));
    const angle = 180 * stream.float();
    const needles = [angle, angle + 60, angle + 120].map(
      (own) => motionBlur(seeds, { radius: 5, sigma: 2.5, angle: own }).values,
    );
    const ice = mapPicture(ground, (value, at) => {
      const bright = Math.max(...needles.map((values) => values[at]!));
      return clamp(0.35 * value + 1.6 * bright);
    }).values;
    return mapPicture(picture, (value, at) => image * value + layer * ice[Math.floor(at / channels)]!);
  },
});
