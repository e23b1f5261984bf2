// For `npm pack`: `trim` leaves what only a checkout needs out of package.json, `restore` puts it back. With the script `prepare` in
// it, npm warns everyone who installs the package about install scripts, although it would never run there.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const manifest = new URL('../package.json', import.meta.url);
const full = new URL('../package.json.full', import.meta.url);

if (existsSync(full)) renameSync(full, manifest); // also after an interrupted pack
if (process.argv[2] === 'trim') {
  const text = readFileSync(manifest, 'utf8');
  const { scripts, devDependencies, overrides, ...published } = JSON.parse(text);
  writeFileSync(full, text);
  writeFileSync(manifest, `${JSON.stringify(published, null, 2)}\n`);
}
