import type { JsonPath } from '../base/jsonDocument.js';

/** An unvalidated suite: any part may be missing or have the wrong type. */
export type RawObject = Readonly<Record<string, unknown>>;

/** A part of a suite and its path. */
export interface Placed<T> {
  readonly value: T;
  readonly path: JsonPath;
}

/** The value if it is an object, else an empty object. */
export function objectOf(value: unknown): RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RawObject) : {};
}

/** Entries of the list under a key, each with its path; none if there is no list. */
export function entriesOf(parent: RawObject, key: string, path: JsonPath = []): Placed<unknown>[] {
  const list = parent[key];
  return Array.isArray(list) ? list.map((value, index) => ({ value, path: [...path, key, index] })) : [];
}

/** Every attack with its path, also those within others. */
export function allAttacks(parent: RawObject, path: JsonPath = []): Placed<RawObject>[] {
  return entriesOf(parent, 'attacks', path).flatMap((placed) =>
    withInner({ ...placed, value: objectOf(placed.value) }),
  );
}

function withInner({ value, path }: Placed<RawObject>): Placed<RawObject>[] {
  const within = [...path, 'attack'];
  const held = value.attack === undefined ? [] : withInner({ value: objectOf(value.attack), path: within });
  return [{ value, path }, ...held, ...allAttacks(value, path)];
}

/** Strings under a key of the entries of a list, such as the model ids. */
export function textsIn(parent: RawObject, list: string, key: string): Placed<string>[] {
  return entriesOf(parent, list).flatMap(({ value, path }) => {
    const text = objectOf(value)[key];
    return typeof text === 'string' ? [{ value: text, path: [...path, key] }] : [];
  });
}
