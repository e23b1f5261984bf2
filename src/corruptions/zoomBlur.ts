import { defineCorruption } from './corruption.js';
import { zoomMiddle } from './pictures/filter.js';
import { mapPicture } from './pictures/picture.js';

/**
 * The mean of the image and of its enlargements by 1, 1.01, 1.02, ...; the parameter is their number. The published generator
 * counts up to 1.06, 1.11, 1.16, 1.21 and 1.26 in steps of 0.01, and rounding adds one factor at the first two.
 */
export const zoomBlur = defineCorruption({
  title: 'Zoom blur',
  group: 'blur',
  parameters: [7, 12, 16, 21, 26],
  apply: (picture, count) => {
    const factors = Array.from({ length: count }, (_, at) => 1 + at / 100);
    const zoomed = factors.map((factor) => zoomMiddle(picture, factor).values);
    return mapPicture(
      picture,
      (value, at) => (value + zoomed.reduce((sum, values) => sum + values[at]!, 0)) / (factors.length + 1),
    );
  },
});
