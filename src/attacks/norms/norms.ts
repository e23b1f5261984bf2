import { l0Norm } from './l0Norm.js';
import { l1Norm } from './l1Norm.js';
import { l2Norm } from './l2Norm.js';
import { linfNorm } from './linfNorm.js';
import type { Norm } from './norm.js';

/** The norms of distances. */
export const norms = { linf: linfNorm, l2: l2Norm, l1: l1Norm, l0: l0Norm } satisfies Record<string, Norm>;
export type DistanceNorm = keyof typeof norms;
