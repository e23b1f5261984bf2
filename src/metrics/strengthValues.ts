import type { Strength } from '../contract/suite.js';

/** What each point of a sweep was asked to have: epsilons on pixels in [0, 1], or SNRs in dB. */
export function strengthValues(strength: Strength): readonly number[] {
  return strength.kind === 'epsilons' ? strength.epsilons : strength.snrDb;
}
