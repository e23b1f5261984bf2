import { stableHash } from '../base/stableHash.js';
import type { PlannedPair } from './cellBudget.js';

/**
 * The same for pairs of one model whose attacks differ in nothing but their name and sweep: on the same images they have work in
 * common, which one worker's memo keeps.
 */
export function workKey({ model, attack, evaluation }: PlannedPair): string {
  const { id: _id, strength: _strength, snrReference: _reference, ...settings } = attack;
  return stableHash({ model, evaluation, settings });
}
