import { imageOverlap } from './imageOverlap.js';
import type { TilingScheme } from './tilingScheme.js';

/** "Image w/pad": the regions of image w/overlap, each convolved as a separate, padded image. */
export const imagePad: TilingScheme = { ...imageOverlap, padded: true };
