import type { ErrorObject, ValidateFunction } from 'ajv';
import { describeJson } from './describeJson.js';
import type { JsonFault, JsonPath } from './jsonDocument.js';
import { nearestName } from './nearestName.js';

/**
 * The errors of a schema (from `schemaValidator`) for a value, one per cause. Errors inside the branches of an anyOf or oneOf
 * become one error for the whole; a missing key and its misspelling become one error. Messages use the schema's `title` as the
 * expected value. Empty for a valid value.
 */
export function schemaFaults(validate: ValidateFunction, value: unknown): JsonFault[] {
  if (validate(value)) return [];
  const errors = withoutBranches(validate.errors ?? []);
  const faults = errors.map((error) => ({ error, fault: faultOf(error, value) }));
  const meant = new Set(faults.map(({ error, fault }) => fault.meant && `${error.instancePath}/${fault.meant}`));
  const kept = faults
    .filter(({ error }) => !meant.has(`${error.instancePath}/${error.params.missingProperty}`))
    .map(({ fault: { meant: _, ...fault } }) => fault);
  // Several keywords under one title, such as a type and a range, give the same message.
  return [...new Map(kept.map((fault) => [JSON.stringify(fault), fault])).values()];
}

interface SchemaFault extends JsonFault {
  /** The known key closest to an unknown key. */
  readonly meant?: string;
}

/** `discriminator` only repeats the error of the tag's enum. */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const wholes = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const inside = (error: ErrorObject) =>
    wholes.some(
      (whole) =>
        error.schemaPath.startsWith(`${whole.schemaPath}/`) &&
        `${error.instancePath}/`.startsWith(`${whole.instancePath}/`),
    );
  return errors.filter((error) => error.keyword !== 'discriminator' && error.keyword !== 'if' && !inside(error));
}

function faultOf(error: ErrorObject, root: unknown): SchemaFault {
  const path = pathOf(error.instancePath, root);
  if (error.keyword === 'additionalProperties') return unknownKey(error, path);
  const found = describeJson(error.data);
  if (error.keyword === 'required') {
    return { path, expected: `the key ${JSON.stringify(error.params.missingProperty)}`, found };
  }
  if (error.keyword === 'enum') {
    const allowed = error.params.allowedValues as readonly unknown[];
    return { path, expected: oneOf(allowed), found, ...didYouMean(error.data, allowed) };
  }
  return { path, expected: expectation(error), found };
}

function unknownKey(error: ErrorObject, path: JsonPath): SchemaFault {
  const key = error.params.additionalProperty as string;
  const allowed = Object.keys(error.parentSchema?.properties ?? {});
  const present = Object.keys(error.data as object);
  const meant = nearestName(
    key,
    allowed.filter((candidate) => !present.includes(candidate)),
  );
  return {
    path,
    key,
    expected: allowed.length === 0 ? 'no keys' : oneOf(allowed),
    found: `the key ${JSON.stringify(key)}`,
    remedy: meant === undefined ? 'remove it' : `did you mean ${JSON.stringify(meant)}?`,
    ...(meant === undefined ? {} : { meant }),
  };
}

/** Remedy for a value close to an allowed one; otherwise nothing. */
export function didYouMean(value: unknown, allowed: readonly unknown[]): { readonly remedy?: string } {
  if (typeof value !== 'string') return {};
  const names = allowed.filter((candidate) => typeof candidate === 'string');
  const nearest = nearestName(value, names);
  return nearest === undefined ? {} : { remedy: `did you mean ${JSON.stringify(nearest)}?` };
}

/** `one of "a", "b"`, or the only one there is. */
export function oneOf(values: readonly unknown[]): string {
  const list = values.map((value) => JSON.stringify(value)).join(', ');
  return values.length === 1 ? list : `one of ${list}`;
}

function expectation({ parentSchema, keyword, params, message }: ErrorObject): string {
  const title: unknown = parentSchema?.title;
  if (typeof title === 'string')
    return keyword === 'type' && params.type === 'object' ? `${title}, as an object` : title;
  if (keyword === 'const') return JSON.stringify(params.allowedValue);
  if (keyword === 'type') return [params.type].flat().map(typePhrase).join(' or ');
  return message?.replace(/^must (be |have |NOT have )?/, (start) => (start.includes('NOT') ? 'not ' : '')) ?? keyword;
}

const typePhrases: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  string: 'text in double quotes',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

function typePhrase(type: string): string {
  return typePhrases[type] ?? type;
}

/** Steps of a JSON pointer; the value decides which of them are indices. */
function pathOf(pointer: string, root: unknown): JsonPath {
  let value = root;
  return pointer
    .split('/')
    .slice(1)
    .map((escaped) => {
      const key = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(value) ? Number(key) : key;
      value = (value as Record<string | number, unknown>)[step];
      return step;
    });
}
