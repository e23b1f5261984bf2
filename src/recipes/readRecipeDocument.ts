import { dirname, relative, resolve } from 'node:path';
import { UserError } from '../base/errors.js';
import { type JsonDocument, type JsonPath, readJsonDocument } from '../base/jsonDocument.js';

type Keys = Readonly<Record<string, unknown>>;

/** A recipe's keys with those of the recipes that it extends, and the file of each. */
export interface RecipeDocument {
  /** The parsed value; may be no object if the file is invalid. */
  readonly value: unknown;
  /** The file that contains a value, or the key `key` of the object at the path; the recipe's file if none does. */
  documentOf(path: JsonPath, key?: string): JsonDocument;
}

/**
 * Reads a recipe and the recipes it extends. Objects are merged key by key, the nearer file first, except `schedule`, whose keys
 * only make sense together; `name` and `$schema` are not inherited. A data set's path becomes absolute. Throws `UserError` for a
 * file that cannot be read or extends itself, directly or indirectly.
 */
export function readRecipeDocument(file: string): RecipeDocument {
  const chain = readChain(file, []);
  const values = chain.map(({ value }, position) => (position === 0 ? value : inheritable(value)));
  return {
    value: values.every(isObject) ? values.reduceRight((under, over) => join(under as Keys, over as Keys)) : values[0],
    documentOf: (path, key) =>
      chain.find((_, position) => holds(values[position], key === undefined ? path : [...path, key])) ?? chain[0]!,
  };
}

function readChain(file: string, before: readonly string[]): JsonDocument[] {
  const document = withAbsolutePath(readJsonDocument(file, 'a recipe'));
  const { extends: base } = isObject(document.value) ? document.value : {};
  if (typeof base !== 'string' || base === '') return [document];
  const seen = [...before, resolve(file)];
  const next = resolve(dirname(file), base);
  if (seen.includes(next)) {
    const names = [...seen.slice(seen.indexOf(next)), next].map((each) => relative(dirname(file), each));
    throw document.faults([
      {
        path: ['extends'],
        expected: 'a recipe that does not extend this one',
        found: names.join(' -> '),
        remedy: 'extend a file with shared settings, or write the keys out',
      },
    ]);
  }
  const fault = (found: string) =>
    document.faults([
      { path: ['extends'], expected: 'a recipe file, relative to this one', found: `${base}: ${found}` },
    ]);
  try {
    const under = readChain(relative(process.cwd(), next), seen);
    if (!isObject(under[0]!.value)) throw fault('no JSON object');
    return [document, ...under];
  } catch (error) {
    throw error instanceof UserError ? fault(error.parts.found) : error;
  }
}

function withAbsolutePath(document: JsonDocument): JsonDocument {
  const { value, file } = document;
  const dataset = isObject(value) ? value.dataset : undefined;
  if (!isObject(dataset) || typeof dataset.path !== 'string' || dataset.path === '') return document;
  const path = resolve(dirname(file), dataset.path);
  return { ...document, value: { ...(value as Keys), dataset: { ...dataset, path } } };
}

function inheritable(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { name: _, $schema: __, ...rest } = value;
  return rest;
}

function join(under: Keys, over: Keys): Keys {
  const entries = Object.entries(over).map(([key, value]) => {
    const base = under[key];
    return [key, key !== 'schedule' && isObject(base) && isObject(value) ? join(base, value) : value];
  });
  return { ...under, ...Object.fromEntries(entries) };
}

function holds(value: unknown, path: JsonPath): boolean {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return false;
    at = (at as Record<string | number, unknown>)[step];
  }
  return true;
}

function isObject(value: unknown): value is Keys {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
