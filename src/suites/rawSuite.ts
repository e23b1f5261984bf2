import type { JsonPath } from '../base/jsonDocument.js';

/** A suite as read, of which nothing is known yet: any part may be missing or of another type. */
export type RawObject = Readonly<Record<string, unknown>>;

/** A part of a suite and where it stands. */
export interface Placed<T> {
  readonly value: T;
  readonly path: JsonPath;
}

/** The value itself if it is an object, else an empty one. */
export function objectOf(value: unknown): RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RawObject) : {};
}

/** Entries of the list under a key, each with its path; none where there is no list. */
export function entriesOf(parent: RawObject, key: string, path: JsonPath = []): Placed<unknown>[] {
  const list = parent[key];
  return Array.isArray(list) ? list.map((value, index) => ({ value, path: [...path, key, index] })) : [];
}

/** Texts under a key of the entries of a list, such as the ids of the models. */
export function textsIn(parent: RawObject, list: string, key: string): Placed<string>[] {
  return entriesOf(parent, list).flatMap(({ value, path }) => {
    const text = objectOf(value)[key];
    return typeof text === 'string' ? [{ value: text, path: [...path, key] }] : [];
  });
}
