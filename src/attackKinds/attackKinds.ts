import type { AnySettings, AttackKind, SpecIn } from './attackKind.js';
import { autoattack } from './autoattack.js';
import { corruption } from './corruption.js';
import { ensemble } from './ensemble.js';
import { memberKinds } from './memberKinds.js';
import { smoothing } from './smoothing.js';

/** All attacks available in suites. */
export const attackKinds = { ...memberKinds, ensemble, autoattack, corruption, smoothing };

/** The settings of any attack, without its name and sweep. */
export type AttackSettings = SpecIn<typeof attackKinds>;

/** The description of an attack's kind. */
export function kindOf<Spec extends AttackSettings>({ kind }: Spec): AttackKind<Spec> {
  return attackKinds[kind] as unknown as AttackKind<Spec>;
}

/** The same for an unvalidated kind; undefined if it does not exist. */
export function kindNamed(kind: unknown): AttackKind<AnySettings> | undefined {
  const all: Readonly<Record<string, unknown>> = attackKinds;
  return typeof kind === 'string' && Object.hasOwn(all, kind) ? (all[kind] as AttackKind<AnySettings>) : undefined;
}
