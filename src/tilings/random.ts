import { shuffle } from '../base/random.js';
import { plainScheme, type TilingScheme } from './tilingScheme.js';

/**
 * "Random": a new random partition for each image and each forward pass. Parts differ by at most one patch; the tiles with one
 * more patch are also random, so that all tiles get equally many updates on average.
 */
export const random: TilingScheme = {
  ...plainScheme,
  drawn: 'image',
  assign: ({ height, width }, tiles, stream) => {
    const patches = height * width;
    const first = patches % tiles === 0 ? 0 : stream.int(tiles);
    const assignment = new Int32Array(patches);
    for (let patch = 0; patch < patches; patch++) assignment[patch] = (patch + first) % tiles;
    shuffle(assignment, stream);
    return assignment;
  },
};
