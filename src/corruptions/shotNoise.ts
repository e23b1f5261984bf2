import type { RandomStream } from '../base/random.js';
import { defineCorruption } from './corruption.js';
import { mapPicture } from './pictures/picture.js';

/** Poisson noise with a mean of `parameters` photons for a value of 1. */
export const shotNoise = defineCorruption({
  title: 'Shot noise',
  group: 'noise',
  parameters: [500, 250, 100, 75, 50],
  apply: (picture, photons, stream) => mapPicture(picture, (value) => poisson(value * photons, stream) / photons),
});

/** A Poisson sample: the number of events with exponential gaps in a time of `mean`. */
function poisson(mean: number, stream: RandomStream): number {
  let events = -1;
  for (let time = 0; time <= mean; events++) time -= Math.log(1 - stream.float());
  return Math.max(0, events);
}
