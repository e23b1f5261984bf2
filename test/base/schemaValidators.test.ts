import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { ajvOptions, type DocumentKind, schemaValidator } from '../../src/base/schemaValidators.js';

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

/** What Ajv itself makes of the schema in schemas/. */
function compiled(kind: DocumentKind) {
  const ajv = new Ajv(ajvOptions);
  if (kind !== 'suite') ajv.addSchema(read('schemas/suite.schema.json'), 'suite.schema.json');
  return ajv.compile(read(`schemas/${kind}.schema.json`));
}

/** The document with each of its members, at any depth, once left out, once null and once under another name. */
function* broken(value: unknown, whole: (part: unknown) => unknown = (part) => part): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [i, part] of value.entries()) yield* broken(part, (other) => whole(value.with(i, other)));
    return;
  }
  for (const [key, part] of Object.entries(value)) {
    const { [key]: _, ...others } = value as Record<string, unknown>;
    yield whole(others);
    yield whole({ ...others, [key]: null });
    yield whole({ ...others, [`${key}x`]: part });
    yield* broken(part, (other) => whole({ ...others, [key]: other }));
  }
}

describe('schemaValidator', () => {
  it.each([
    [
      'suite',
      readdirSync('suites')
        .filter((name) => name.endsWith('.json'))
        .map((name) => `suites/${name}`),
    ],
    ['recipe', readdirSync('recipes/cifar10').map((name) => `recipes/cifar10/${name}`)],
  ] as const)('accepts and refuses the same as the schema of a %s, with the same errors', (kind, files) => {
    const [own, expected] = [schemaValidator(kind), compiled(kind)];
    expect(files.length).toBeGreaterThan(1);
    let refused = 0;
    for (const document of files.map(read).flatMap((whole) => [whole, ...broken(whole)])) {
      expect(own(document)).toBe(expected(document));
      expect(own.errors).toEqual(expected.errors);
      if (own.errors) refused++;
    }
    expect(refused).toBeGreaterThan(100);
  });

  it('has the schema of results', () => {
    const [own, expected] = [schemaValidator('results'), compiled('results')];
    expect([own({}), expected({})]).toEqual([false, false]);
    expect(own.errors).toEqual(expected.errors);
  });
});
