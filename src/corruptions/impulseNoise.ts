import { defineCorruption } from './corruption.js';
import { mapPicture } from './pictures/picture.js';

/** Salt and pepper: a share of the values becomes 0 or 1 with equal probability. */
export const impulseNoise = defineCorruption({
  title: 'Impulse noise',
  group: 'noise',
  parameters: [0.01, 0.02, 0.03, 0.05, 0.07],
  apply: (picture, share, stream) => mapPicture(picture, (value) => (stream.float() < share ? stream.int(2) : value)),
});
