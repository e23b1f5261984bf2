import { shuffle } from '../base/random.js';
import { plainScheme, type TilingScheme } from './tilingScheme.js';

/**
 * "Perforated": one kernel matrix. In training a random subset of N / tiles patches (rounded, at least one) is computed
 * for each image and the other outputs are 0; in test all patches are computed.
 */
export const perforated: TilingScheme = {
  ...plainScheme,
  drawn: 'image',
  trainingOnly: true,
  replicas: () => 1,
  assign: ({ height, width }, tiles, stream) => {
    const patches = height * width;
    const assignment = new Int32Array(patches).fill(-1);
    assignment.fill(0, 0, Math.max(1, Math.round(patches / tiles)));
    shuffle(assignment, stream);
    return assignment;
  },
};
