import type { AttackSettings, TransferSource } from './suite.js';

/** Under which name the model of a transfer's source is known in a run: its id or its path; null for the attacked model itself. */
export function transferSourceName(source: TransferSource): string | null {
  if ('model' in source) return source.model;
  return 'path' in source ? source.path : null;
}

/** The names of all models that an attack makes its examples on besides the attacked one, each once. */
export function transferSourceNames(attack: AttackSettings): string[] {
  if (attack.kind === 'ensemble') return [...new Set(attack.attacks.flatMap(transferSourceNames))];
  const name = attack.kind === 'transfer' ? transferSourceName(attack.source) : null;
  return name === null ? [] : [name];
}
