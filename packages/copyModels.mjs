// For `npm pack` in packages/models: copies the models that models/index.json lists into the package; --remove takes them out again.
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

const from = new URL('../models/', import.meta.url);
const to = new URL('models/models/', import.meta.url);
rmSync(to, { recursive: true, force: true });
if (!process.argv.includes('--remove')) {
  const index = JSON.parse(readFileSync(new URL('index.json', from), 'utf8'));
  for (const [name, files] of Object.entries(index)) {
    mkdirSync(new URL(`${name}/`, to), { recursive: true });
    for (const file of Object.keys(files)) cpSync(new URL(`${name}/${file}`, from), new URL(`${name}/${file}`, to));
  }
}
