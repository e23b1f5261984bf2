import {
  type ObjectOptions,
  type SchemaOptions,
  type Static,
  type TProperties,
  type TSchema,
  type TUnsafe,
  Type,
} from '@sinclair/typebox';

/** Key under which a reference holds its definition; as a symbol it does not appear in JSON. */
export const definition = Symbol('definition');

/** A schema that is placed among a document's definitions by name; every use of it is a reference. */
export function part<Own extends TSchema>(name: string, schema: Own): TUnsafe<Static<Own>> {
  return Type.Unsafe<Static<Own>>({ $ref: `#/definitions/${name}`, [definition]: schema });
}

/** The same with another description or default. */
export function also<Own extends TSchema>(schema: Own, options: SchemaOptions): Own {
  return { ...schema, ...options };
}

/** An object with exactly these keys. */
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

/** A SHA-256 in hexadecimal digits. */
export function sha256Hash(description: string) {
  return Type.String({ description, pattern: '^[0-9a-f]{64}$' });
}

/** The type of JSON accepted by a schema, read only. */
export type Read<Own extends TSchema> = ReadonlyDeep<Static<Own>>;

type ReadonlyDeep<Value> = Value extends (...parameters: never[]) => unknown
  ? Value
  : { readonly [Key in keyof Value]: ReadonlyDeep<Value[Key]> };

/** The definition behind a reference. */
export function definitionOf(reference: TSchema): object {
  return (reference as { readonly [definition]?: object })[definition]!;
}

/** `if`, `then` and optionally `else`. An object with a literal key `then` would be taken for a promise. */
export function implies(condition: object, consequence: object, otherwise?: object): object {
  const keywords = [
    ['if', condition],
    ['then', consequence],
    ...(otherwise === undefined ? [] : [['else', otherwise]]),
  ];
  return Object.fromEntries(keywords);
}
