import { defineCorruption } from './corruption.js';
import { motionBlur } from './pictures/filter.js';

export const motionBlurCorruption = defineCorruption({
  title: 'Motion blur',
  group: 'blur',
  parameters: [
    { radius: 6, sigma: 1 },
    { radius: 6, sigma: 1.5 },
    { radius: 6, sigma: 2 },
    { radius: 8, sigma: 2 },
    { radius: 9, sigma: 2.5 },
  ],
  apply: (picture, blur, stream) => motionBlur(picture, { ...blur, angle: 90 * stream.float() - 45 }),
});
