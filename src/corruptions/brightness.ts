import { defineCorruption } from './corruption.js';
import { changeSaturationValue } from './pictures/hsv.js';

export const brightness = defineCorruption({
  title: 'Brightness',
  group: 'weather',
  parameters: [0.05, 0.1, 0.15, 0.2, 0.3],
  apply: (picture, added) => changeSaturationValue(picture, { value: (own) => own + added }),
});
