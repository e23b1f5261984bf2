import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

const compiled = new Map<string, ValidateFunction>();

/** Compiles `schemas/<name>.schema.json` of this package; works from src/ and from dist/. Reports every error, with its data and schema. */
export function compileSchema(name: string): ValidateFunction {
  const known = compiled.get(name);
  if (known) return known;
  const file = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    discriminator: true,
    strictTypes: false,
    allowUnionTypes: true,
  });
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
  compiled.set(name, validate);
  return validate;
}
