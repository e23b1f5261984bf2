import type { AttackKind } from '../attackKinds/attackKind.js';
import { attackKinds } from '../attackKinds/attackKinds.js';
import { basicKinds } from '../attackKinds/basicKinds.js';
import { memberKinds } from '../attackKinds/memberKinds.js';
import { defaultText, isRequired, leftOutText } from '../attackKinds/parameterWords.js';
import type { Definitions } from './schemaText.js';

/** The form of attacks in a document: as written in a suite, or as resolved by a run. */
export interface AttackForm {
  /** Definition name of an attack outside other attacks. */
  readonly definitionName: (kind: string) => string;
  readonly id: object;
  /** Schemas of the sweep's keys. */
  readonly sweep: (kind: AttackKind) => object;
  /** Required keys of the sweep. */
  readonly required: readonly string[];
  /** Additional keywords. */
  readonly rules: (kind: AttackKind) => object;
  /** Whether every parameter is required. */
  readonly isResolved: boolean;
}

/**
 * Definitions of all kinds of attacks, both alone and within others, and of the unions `attack`, `memberAttack` and
 * `basicAttack`. `added`: kinds from plug-ins.
 */
export function attackDefinitions(form: AttackForm, added: readonly AttackKind[] = []): Definitions {
  const all = [...(Object.values(attackKinds) as readonly AttackKind[]), ...added];
  const members = [...(Object.values(memberKinds) as readonly AttackKind[]), ...added];
  const names = added.map(({ kind }) => kind);
  return {
    ...Object.fromEntries(all.map((kind) => [form.definitionName(kind.kind), aloneOf(kind, form)])),
    ...Object.fromEntries(members.map((kind) => [innerName(kind.kind), innerOf(kind, form)])),
    attack: unionOf('an attack', [...Object.keys(attackKinds), ...names], form.definitionName),
    memberAttack: unionOf('an attack other than an ensemble', [...Object.keys(memberKinds), ...names], innerName),
    basicAttack: unionOf(
      'an attack other than transfer and ensemble',
      [...Object.keys(basicKinds), ...names],
      innerName,
    ),
  };
}

function innerName(kind: string): string {
  return `inner${kind[0]!.toUpperCase()}${kind.slice(1)}`;
}

function aloneOf(kind: AttackKind, form: AttackForm): object {
  return {
    title: kind.called,
    description: kind.description,
    type: 'object',
    additionalProperties: false,
    required: ['id', 'kind', ...form.required, ...requiredOf(kind, form)],
    properties: { id: form.id, kind: { const: kind.kind }, ...form.sweep(kind), ...parametersOf(kind) },
    ...form.rules(kind),
  };
}

function innerOf(kind: AttackKind, form: AttackForm): object {
  return {
    title: `${kind.called} without id and sweep`,
    description: kind.description,
    type: 'object',
    additionalProperties: false,
    required: ['kind', ...requiredOf(kind, form)],
    properties: { kind: { const: kind.kind }, ...parametersOf(kind) },
  };
}

function requiredOf(kind: AttackKind, { isResolved }: AttackForm): string[] {
  return Object.keys(kind.parameters).filter((name) =>
    isResolved ? leftOutText(kind.parameters, name) === null : isRequired(kind, name),
  );
}

/** The parameters, with their defaults in words. */
function parametersOf(kind: AttackKind): object {
  const described = Object.entries(kind.parameters).map(([name, schema]) => {
    const byDefault = defaultText(kind, name);
    const description = `${schema.description}${byDefault === null ? '' : `; default ${byDefault}`}.`;
    return [name, { ...schema, description }];
  });
  return Object.fromEntries(described);
}

/** Error messages list the kinds, then describe the errors of the given kind. */
function unionOf(title: string, kinds: readonly string[], nameOf: (kind: string) => string): object {
  return {
    title,
    type: 'object',
    required: ['kind'],
    properties: { kind: { description: 'Which attack.', enum: kinds } },
    discriminator: { propertyName: 'kind' },
    oneOf: kinds.map((kind) => ({ $ref: `#/definitions/${nameOf(kind)}` })),
  };
}
