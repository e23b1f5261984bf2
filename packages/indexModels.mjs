// Writes models/index.json: sizes and hashes of the published models, by which `rapa models get` checks what it fetches.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const models = new URL('../models/', import.meta.url);

function filesOf(name) {
  const folder = new URL(`${name}/`, models);
  const entries = readdirSync(folder)
    .sort()
    .map((file) => {
      const bytes = readFileSync(new URL(file, folder));
      return [file, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }];
    });
  return Object.fromEntries(entries);
}

const names = ['cifar10', 'mnist'].flatMap((group) =>
  readdirSync(new URL(`${group}/`, models))
    .sort()
    .map((name) => `${group}/${name}`)
    .filter((name) => existsSync(new URL(`${name}/model.json`, models))),
);
const index = Object.fromEntries(names.map((name) => [name, filesOf(name)]));
writeFileSync(new URL('index.json', models), `${JSON.stringify(index, null, 2)}\n`);
