// Compiles the schemas of documents to JavaScript, so that no start of the program has to: dist/validators/<kind>.cjs.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ajvOptions, documentKinds } from '../dist/base/schemaValidators.js';

const require = createRequire(import.meta.url);
const { Ajv } = require('ajv');
const standaloneCode = require('ajv/dist/standalone').default;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'dist/validators');

mkdirSync(folder, { recursive: true });
for (const kind of documentKinds) {
  const ajv = new Ajv({ ...ajvOptions, code: { source: true } });
  if (kind !== 'suite') ajv.addSchema(schemaOf('suite'), 'suite.schema.json'); // others refer to its definitions
  await build({
    stdin: { contents: standaloneCode(ajv, ajv.compile(schemaOf(kind))), resolveDir: root, loader: 'js' },
    outfile: join(folder, `${kind}.cjs`),
    bundle: true, // with the few functions of ajv that it calls
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
}

function schemaOf(kind) {
  return JSON.parse(readFileSync(join(root, `schemas/${kind}.schema.json`), 'utf8'));
}
