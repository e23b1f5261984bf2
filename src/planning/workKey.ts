import { stableHash } from '../base/stableHash.js';
import type { PlannedPair } from './cellBudget.js';

/**
 * Equal for pairs of one model whose attacks differ only in name and sweep: on the same images they share work, which one worker
 * caches.
 */
export function workKey({ model, attack, evaluation }: PlannedPair): string {
  const { id: _id, strength: _strength, snrReference: _reference, ...settings } = attack;
  return stableHash({ model, evaluation, settings });
}
