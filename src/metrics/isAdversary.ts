import type { AttackSettings } from '../attackKinds/attackKinds.js';

/** Whether the attack is adversarial; noise and corruptions are not. */
export function isAdversary({ kind }: Pick<AttackSettings, 'kind'>): boolean {
  return kind !== 'noise' && kind !== 'corruption';
}
