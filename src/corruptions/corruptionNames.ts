import { type CorruptionName, corruptions } from './corruptions.js';

export type { CorruptionName };

/** All corruptions, the fifteen standard ones first. */
export const corruptionNames = Object.keys(corruptions) as CorruptionName[];
