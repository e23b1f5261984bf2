import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

/** Compiles `schemas/<name>.schema.json` of this package; works from src/ and from dist/. Reports every error, with its data and schema. */
export function compileSchema(name: string): ValidateFunction {
  const file = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    discriminator: true,
    strictTypes: false,
    allowUnionTypes: true,
  });
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
}
