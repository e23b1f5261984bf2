import { plainScheme, type TilingScheme } from './tilingScheme.js';

/** "Alternate": neighbouring patches go to different tiles, s = (i mod q) + q (j mod q), q = sqrt(tiles). */
export const alternate: TilingScheme = {
  ...plainScheme,
  square: true,
  assign: ({ height, width }, tiles) => {
    const q = Math.round(Math.sqrt(tiles));
    return Int32Array.from({ length: height * width }, (_, patch) => {
      const i = Math.floor(patch / width);
      const j = patch % width;
      return (i % q) + q * (j % q);
    });
  },
};
