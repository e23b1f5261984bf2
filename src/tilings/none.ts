import { plainScheme, type TilingScheme } from './tilingScheme.js';

/** No tiling: every patch is computed by the one kernel matrix there is. */
export const none: TilingScheme = {
  ...plainScheme,
  replicas: () => 1,
  assign: ({ height, width }) => new Int32Array(height * width),
};
