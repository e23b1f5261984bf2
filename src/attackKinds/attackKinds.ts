import type { AnySettings, AttackKind, SpecIn } from './attackKind.js';
import { autoattack } from './autoattack.js';
import { corruption } from './corruption.js';
import { ensemble } from './ensemble.js';
import { memberKinds } from './memberKinds.js';
import { arePluggedFacts, kindIn, pluggedKind } from './pluggedKind.js';
import { smoothing } from './smoothing.js';

/** All attacks available in suites. */
export const attackKinds = { ...memberKinds, ensemble, autoattack, corruption, smoothing };

/** The settings of any attack, without its name and sweep. */
export type AttackSettings = SpecIn<typeof attackKinds>;

/** The description of an attack's kind. Settings of an attack from a plug-in hold their own. */
export function kindOf<Spec extends AttackSettings>(spec: Spec): AttackKind<Spec> {
  return kindIn(attackKinds, spec) as unknown as AttackKind<Spec>;
}

/** The same for unvalidated settings; undefined if there is no such kind. */
export function kindNamed({
  kind,
  plugin,
}: {
  readonly kind?: unknown;
  readonly plugin?: unknown;
}): AttackKind<AnySettings> | undefined {
  if (typeof kind === 'string' && arePluggedFacts(plugin)) return pluggedKind(kind, plugin);
  const all: Readonly<Record<string, unknown>> = attackKinds;
  return typeof kind === 'string' && Object.hasOwn(all, kind) ? (all[kind] as AttackKind<AnySettings>) : undefined;
}
