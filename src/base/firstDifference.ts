import { jsonPointer } from './jsonDocument.js';
import { canonicalJson } from './stableHash.js';

/** A difference of two plain values: its JSON pointer and both values; undefined for a missing value. */
export interface Difference {
  readonly pointer: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** The first difference of two plain JSON values, depth first; null if they are equal. Key order does not matter. */
export function firstDifference(a: unknown, b: unknown, path: readonly (string | number)[] = []): Difference | null {
  if (same(a, b)) return null;
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b))
    return { pointer: jsonPointer(path), a, b };
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const difference = firstDifference(a[key], b[key], [...path, key]);
    if (difference) return difference;
  }
  return { pointer: jsonPointer(path), a, b };
}

function same(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
