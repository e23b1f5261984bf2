import { type CorruptionName, corruptions } from './corruptions.js';

export type { CorruptionName };

/** Every corruption, those of the fifteen first. */
export const corruptionNames = Object.keys(corruptions) as CorruptionName[];
