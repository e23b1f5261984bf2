import {
  type ObjectOptions,
  type SchemaOptions,
  type Static,
  type TProperties,
  type TSchema,
  type TUnsafe,
  Type,
} from '@sinclair/typebox';

/** Under this key a reference holds what it refers to; it stands in no JSON. */
export const definition = Symbol('definition');

/** A schema that stands under its name among a document's definitions; wherever it is used, a reference stands. */
export function part<Own extends TSchema>(name: string, schema: Own): TUnsafe<Static<Own>> {
  return Type.Unsafe<Static<Own>>({ $ref: `#/definitions/${name}`, [definition]: schema });
}

/** The same with other words, or a default. */
export function also<Own extends TSchema>(schema: Own, options: SchemaOptions): Own {
  return { ...schema, ...options };
}

/** An object with these keys and no others. */
export function closed<Own extends TProperties>(properties: Own, options: ObjectOptions = {}) {
  return Type.Object(properties, { additionalProperties: false, ...options });
}

/** One of several names. */
export function oneNameOf<const Names extends readonly string[]>(
  names: Names,
  options: SchemaOptions = {},
): TUnsafe<Names[number]> {
  return Type.Unsafe<Names[number]>({ ...options, enum: [...names] });
}

/** A value or null. */
export function orNull<Own extends TSchema>(schema: Own): TUnsafe<Static<Own> | null> {
  return Type.Unsafe<Static<Own> | null>({ ...schema, type: [schema.type as string, 'null'] });
}

/** What JSON that a schema has accepted is, for whoever only reads it. */
export type Read<Own extends TSchema> = ReadonlyDeep<Static<Own>>;

type ReadonlyDeep<Value> = Value extends (...parameters: never[]) => unknown
  ? Value
  : { readonly [Key in keyof Value]: ReadonlyDeep<Value[Key]> };

/** What stands under a part's name. */
export function definitionOf(reference: TSchema): object {
  return (reference as { readonly [definition]?: object })[definition]!;
}

/** `if`, `then` and perhaps `else`; an object that stated a key `then` as it is would pass for a promise. */
export function implies(condition: object, consequence: object, otherwise?: object): object {
  const keywords = [
    ['if', condition],
    ['then', consequence],
    ...(otherwise === undefined ? [] : [['else', otherwise]]),
  ];
  return Object.fromEntries(keywords);
}
