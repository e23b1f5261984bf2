import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { AnySchemaObject, Options, ValidateFunction } from 'ajv';
import { UserError } from './errors.js';
import { packageRoot } from './packagePlaces.js';

/** The documents that have a schema in schemas/. */
export const documentKinds = ['suite', 'recipe', 'results', 'training', 'reduction'] as const;

export type DocumentKind = (typeof documentKinds)[number];

/** Every error is reported, with its data and schema. */
export const ajvOptions: Options = {
  allErrors: true,
  verbose: true,
  discriminator: true,
  strictTypes: false,
  allowUnionTypes: true,
};

const require = createRequire(import.meta.url);

/**
 * The validator of `schemas/<kind>.schema.json`, from src/ or dist/. The build has compiled it, which would take ten times as long as
 * loading it. Throws `UserError` if its file is missing.
 */
export function schemaValidator(kind: DocumentKind): ValidateFunction {
  const path = fileURLToPath(new URL(`dist/validators/${kind}.cjs`, packageRoot));
  const validate: unknown = existsSync(path) ? loaded(path) : 'no such file';
  if (typeof validate === 'function') return validate as ValidateFunction;
  const remedy = 'install the package again; in a checkout, npm run build';
  const found = typeof validate === 'string' ? validate : 'another module';
  throw new UserError({ where: path, expected: 'a compiled schema, from the build', found, remedy });
}

/** What a file exports, or why it cannot be read. */
function loaded(path: string): unknown {
  try {
    return require(path);
  } catch (error) {
    return (error as Error).message;
  }
}

/** Compiles a schema that is not among the package's files, in the same way. Only this needs the compiler. */
export function compileDocument(schema: AnySchemaObject): ValidateFunction {
  const { Ajv } = require('ajv') as typeof import('ajv');
  return new Ajv(ajvOptions).compile(schema);
}
