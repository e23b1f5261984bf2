import { type AttackSettings, kindOf } from './attackKinds.js';
import { type TransferSource, transferSourceName } from './transferSource.js';

/** The names of all models that an attack makes its examples on besides the attacked one, each once. */
export function transferSourceNames(attack: AttackSettings): string[] {
  const own = attack.kind === 'transfer' ? transferSourceName(attack.source) : null;
  const held = kindOf(attack).held(attack) as readonly AttackSettings[];
  return [...new Set([...(own === null ? [] : [own]), ...held.flatMap(transferSourceNames)])];
}

/** The attack with the source of every transfer in it changed. */
export function withSources<Attack extends AttackSettings>(
  attack: Attack,
  change: (source: TransferSource) => TransferSource,
): Attack {
  const own = attack.kind === 'transfer' ? { ...attack, source: change(attack.source) } : attack;
  return kindOf(own).withHeld(own, (held) => withSources(held as AttackSettings, change)) as Attack;
}
