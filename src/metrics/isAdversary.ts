import type { AttackSettings } from '../attackKinds/attackKinds.js';
import type { AttackSpec } from '../contract/suite.js';

/** Whether the attack is adversarial; noise, corruptions and certificates are not. */
export function isAdversary({ kind }: Pick<AttackSettings, 'kind'>): boolean {
  return kind !== 'noise' && kind !== 'corruption' && kind !== 'smoothing';
}

/**
 * Whether the attack can be part of a worst case: it is adversarial and does not know the draws that judge it. On deterministic
 * models known draws have no effect, so such an attack adds nothing there either.
 */
export function entersWorstCase(attack: Pick<AttackSpec, 'kind' | 'knownDraws' | 'decomposes'>): boolean {
  return isAdversary(attack) && attack.knownDraws !== true && attack.decomposes === undefined;
}
