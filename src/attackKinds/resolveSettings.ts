import type { AnySettings } from './attackKind.js';
import { type AttackSettings, attackKinds, kindOf } from './attackKinds.js';

/**
 * The settings with every default, but without what has none, including those of inner attacks. Those of an attack from a plug-in
 * are resolved when the suite is read.
 */
export function resolveSettings(written: AnySettings): AttackSettings {
  if ('plugin' in written) return written as unknown as AttackSettings;
  const { kind, ...given } = written as { readonly kind: AttackSettings['kind'] } & Readonly<Record<string, unknown>>;
  const { parameters, derived } = attackKinds[kind];
  const defaults = Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]);
  const known = { ...Object.fromEntries(defaults), ...given };
  const resolved = Object.keys(parameters)
    .map((name) => [name, known[name] ?? derived[name]?.value(known)] as const)
    .filter(([, value]) => value !== undefined);
  const settings = { ...Object.fromEntries(resolved), kind } as AttackSettings;
  return kindOf(settings).withHeld(settings, resolveSettings);
}
