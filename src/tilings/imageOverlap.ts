import { plainScheme, type TilingScheme } from './tilingScheme.js';

/**
 * "Image w/overlap": tile of pixel (i, j) is floor(q i / n) + q floor(q j / n), q = sqrt(tiles) (paper, section 2).
 * Patches at the border of a region see pixels of its neighbours.
 */
export const imageOverlap: TilingScheme = {
  ...plainScheme,
  square: true,
  assign: ({ height, width }, tiles) => {
    const q = Math.round(Math.sqrt(tiles));
    return Int32Array.from({ length: height * width }, (_, patch) => {
      const i = Math.floor(patch / width);
      const j = patch % width;
      return Math.floor((q * i) / height) + q * Math.floor((q * j) / width);
    });
  },
};
