import { defineCorruption } from './corruption.js';
import { mapPicture } from './pictures/picture.js';

export const gaussianNoise = defineCorruption({
  title: 'Gaussian noise',
  group: 'noise',
  parameters: [0.04, 0.06, 0.08, 0.09, 0.1],
  apply: (picture, sigma, stream) => mapPicture(picture, (value) => value + sigma * stream.normal()),
});
