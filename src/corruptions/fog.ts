import { defineCorruption } from './corruption.js';
import { mapPicture } from './pictures/picture.js';
import { plasma } from './pictures/plasma.js';

export const fog = defineCorruption({
  title: 'Fog',
  group: 'weather',
  parameters: [
    { amount: 0.2, decay: 3 },
    { amount: 0.5, decay: 3 },
    { amount: 0.75, decay: 2.5 },
    { amount: 1, decay: 2 },
    { amount: 1.5, decay: 1.75 },
  ],
  apply: (picture, { amount, decay }, stream) => {
    const highest = picture.values.reduce((most, value) => Math.max(most, value), 0);
    const mist = plasma([picture.height, picture.width], { decay, stream }).values;
    const scale = highest / (highest + amount);
    return mapPicture(picture, (value, at) => (value + amount * mist[Math.floor(at / picture.channels)]!) * scale);
  },
});
