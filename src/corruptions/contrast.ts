import { defineCorruption } from './corruption.js';
import { mapPicture } from './pictures/picture.js';

/** Moves values towards the image's channel means. */
export const contrast = defineCorruption({
  title: 'Contrast',
  group: 'digital',
  parameters: [0.75, 0.5, 0.4, 0.3, 0.15],
  apply: (picture, share) => {
    const { channels, values } = picture;
    const means = Array.from({ length: channels }, (_, channel) => {
      let sum = 0;
      for (let at = channel; at < values.length; at += channels) sum += values[at]!;
      return (sum * channels) / values.length;
    });
    return mapPicture(picture, (value, at) => means[at % channels]! + share * (value - means[at % channels]!));
  },
});
