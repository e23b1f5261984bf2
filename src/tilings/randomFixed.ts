import { random } from './random.js';
import type { TilingScheme } from './tilingScheme.js';

/** "Random fixed": one random partition, drawn when the model is built and stored with it. */
export const randomFixed: TilingScheme = { ...random, drawn: 'model' };
