import { type AttackSettings, kindOf } from './attackKinds.js';
import { type TransferSource, transferSourceName } from './transferSource.js';

/** The names of all source models of an attack other than the attacked model, without duplicates. */
export function transferSourceNames(attack: AttackSettings): string[] {
  const own = attack.kind === 'transfer' ? transferSourceName(attack.source) : null;
  const held = kindOf(attack).held(attack) as readonly AttackSettings[];
  return [...new Set([...(own === null ? [] : [own]), ...held.flatMap(transferSourceNames)])];
}

/** A copy of the attack with every transfer source mapped. */
export function withSources<Attack extends AttackSettings>(
  attack: Attack,
  change: (source: TransferSource) => TransferSource,
): Attack {
  const own = attack.kind === 'transfer' ? { ...attack, source: change(attack.source) } : attack;
  return kindOf(own).withHeld(own, (held) => withSources(held as AttackSettings, change)) as Attack;
}
