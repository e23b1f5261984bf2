import { defineCorruption } from './corruption.js';
import { changeSaturationValue } from './pictures/hsv.js';

export const saturate = defineCorruption({
  title: 'Saturation',
  group: 'digital',
  isExtra: true,
  parameters: [
    { times: 0.3, added: 0 },
    { times: 0.1, added: 0 },
    { times: 1.5, added: 0 },
    { times: 2, added: 0.1 },
    { times: 2.5, added: 0.2 },
  ],
  apply: (picture, { times, added }) => changeSaturationValue(picture, { saturation: (own) => times * own + added }),
});
