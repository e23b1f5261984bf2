import { defineCorruption } from './corruption.js';
import { gaussianBlur } from './pictures/filter.js';

export const gaussianBlurCorruption = defineCorruption({
  title: 'Gaussian blur',
  group: 'blur',
  isExtra: true,
  parameters: [0.4, 0.6, 0.7, 0.8, 1],
  apply: (picture, sigma) => gaussianBlur(picture, sigma),
});
