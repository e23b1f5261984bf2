import { defineCorruption } from './corruption.js';
import { mapPicture } from './pictures/picture.js';

export const speckleNoise = defineCorruption({
  title: 'Speckle noise',
  group: 'noise',
  isExtra: true,
  parameters: [0.06, 0.1, 0.12, 0.16, 0.2],
  apply: (picture, sigma, stream) => mapPicture(picture, (value) => value + value * sigma * stream.normal()),
});
