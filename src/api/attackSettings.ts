import { Ajv } from 'ajv';
import type { AnySettings } from '../attackKinds/attackKind.js';
import { type AttackSettings, attackKinds, kindNamed } from '../attackKinds/attackKinds.js';
import { isRequired } from '../attackKinds/parameterWords.js';
import { resolveSettings } from '../attackKinds/resolveSettings.js';
import { UserError } from '../base/errors.js';
import { didYouMean, oneOf, schemaFaults } from '../base/schemaFaults.js';

/** Kinds that need more than a model and images: the models or files of a suite, or no examples at all. */
const suiteOnly = ['corruption', 'smoothing', 'transfer'] as const;

/** The kinds of attack that run on a model in memory. */
export type AttackName = Exclude<AttackSettings['kind'], (typeof suiteOnly)[number]>;

/** Settings of an attack as written: its kind, and parameters that differ from their defaults (docs/attacks.md). */
export type WrittenSettings = {
  readonly [Kind in AttackName]: { readonly kind: Kind } & {
    readonly [Name in keyof Omit<Extract<AttackSettings, { readonly kind: Kind }>, 'kind'>]?: Extract<
      AttackSettings,
      { readonly kind: Kind }
    >[Name];
  };
}[AttackName];

/**
 * Settings with all defaults, checked as in a suite. Throws `UserError` for an unknown kind or parameter, and a value out of
 * bounds.
 */
export function attackSettings(written: WrittenSettings): AttackSettings {
  const names = Object.keys(attackKinds).filter((name) => !suiteOnly.some((other) => other === name));
  const kind = kindNamed({ kind: written.kind });
  if (kind === undefined || !names.includes(kind.kind)) {
    const found = JSON.stringify(written.kind) ?? 'nothing';
    throw new UserError({ where: 'attack kind', expected: oneOf(names), found, ...didYouMean(written.kind, names) });
  }
  const { kind: _, ...given } = written;
  const required = Object.keys(kind.parameters).filter((name) => isRequired(kind, name));
  const schema = { type: 'object', properties: kind.parameters, required, additionalProperties: false };
  const validate = new Ajv({ allErrors: true, verbose: true, strict: false }).compile(schema);
  const [fault] = schemaFaults(validate, given);
  if (fault !== undefined) {
    const { path, key: __, ...parts } = fault;
    throw new UserError({ ...parts, where: [kind.called, ...path].join(', ') });
  }
  return resolveSettings(written as AnySettings);
}
