import type { AttackKind } from '../attackKinds/attackKind.js';
import { attackKinds } from '../attackKinds/attackKinds.js';
import { basicKinds } from '../attackKinds/basicKinds.js';
import { memberKinds } from '../attackKinds/memberKinds.js';
import { defaultText, isRequired } from '../attackKinds/parameterWords.js';
import type { Definitions } from './schemaText.js';

/** How attacks stand in a document: as a suite writes them, or as runs have them. */
export interface AttackForm {
  /** Name of the definition of an attack that is not within another. */
  readonly definitionName: (kind: string) => string;
  readonly id: object;
  /** Schemas of its sweep, by key. */
  readonly sweep: (kind: AttackKind) => object;
  /** Keys of the sweep that must be there. */
  readonly required: readonly string[];
  /** Further keywords. */
  readonly rules: (kind: AttackKind) => object;
  /** Whether every parameter must be there. */
  readonly isResolved: boolean;
}

/** Definitions of every kind of attack, alone and within others, and of the unions `attack`, `memberAttack` and `basicAttack`. */
export function attackDefinitions(form: AttackForm): Definitions {
  const all = Object.values(attackKinds) as readonly AttackKind[];
  const members = Object.values(memberKinds) as readonly AttackKind[];
  return {
    ...Object.fromEntries(all.map((kind) => [form.definitionName(kind.kind), aloneOf(kind, form)])),
    ...Object.fromEntries(members.map((kind) => [innerName(kind.kind), innerOf(kind, form)])),
    attack: unionOf('an attack', Object.keys(attackKinds), form.definitionName),
    memberAttack: unionOf('an attack other than an ensemble', Object.keys(memberKinds), innerName),
    basicAttack: unionOf('an attack other than transfer and ensemble', Object.keys(basicKinds), innerName),
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
  return Object.keys(kind.parameters).filter((name) => isResolved || isRequired(kind, name));
}

/** The parameters with their defaults in words. */
function parametersOf(kind: AttackKind): object {
  const described = Object.entries(kind.parameters).map(([name, schema]) => {
    const byDefault = defaultText(kind, name);
    const description = `${schema.description}${byDefault === null ? '' : `; default ${byDefault}`}.`;
    return [name, { ...schema, description }];
  });
  return Object.fromEntries(described);
}

/** Messages name the kinds, and then speak of the one that was meant. */
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
