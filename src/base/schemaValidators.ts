import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { AnySchemaObject, Options, ValidateFunction } from 'ajv';
import { UserError } from './errors.js';
import { packageRoot } from './packagePlaces.js';

/** The documents that have a schema in schemas/. */
export type DocumentKind = 'suite' | 'recipe' | 'results';

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
  try {
    return require(path) as ValidateFunction;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    const [expected, found] = [`the compiled schema of a ${kind}`, 'no such file'];
    throw new UserError({
      where: path,
      expected,
      found,
      remedy: 'install the package again; in a checkout, npm run build',
    });
  }
}

/** Compiles a schema that is not among the package's files, in the same way. Only this needs the compiler. */
export function compileDocument(schema: AnySchemaObject): ValidateFunction {
  const { Ajv } = require('ajv') as typeof import('ajv');
  return new Ajv(ajvOptions).compile(schema);
}
