import { plainScheme, type TilingScheme } from './tilingScheme.js';

/** No tiling: a single kernel matrix computes every patch. */
export const none: TilingScheme = {
  ...plainScheme,
  replicas: () => 1,
  assign: ({ height, width }) => new Int32Array(height * width),
};
