import { readFileSync } from 'node:fs';
import { Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv';
import { packageRoot } from './packagePlaces.js';

const compiled = new Map<string, ValidateFunction>();

/**
 * Compiles `schemas/<name>.schema.json` of this package, from src/ or dist/. Reports every error with its data and schema. A
 * schema may refer to the suite schema as `suite.schema.json#/definitions/...`.
 */
export function compileSchema(name: string): ValidateFunction {
  const known = compiled.get(name);
  if (known) return known;
  const ajv = newAjv();
  if (name !== 'suite') ajv.addSchema(readSchema('suite'), 'suite.schema.json');
  const validate = ajv.compile(readSchema(name));
  compiled.set(name, validate);
  return validate;
}

/** Compiles a schema that is not among the package's files, in the same way. */
export function compileDocument(schema: AnySchemaObject): ValidateFunction {
  return newAjv().compile(schema);
}

function newAjv(): Ajv {
  return new Ajv({ allErrors: true, verbose: true, discriminator: true, strictTypes: false, allowUnionTypes: true });
}

function readSchema(name: string): AnySchemaObject {
  return JSON.parse(readFileSync(new URL(`schemas/${name}.schema.json`, packageRoot), 'utf8'));
}
