import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { computingFiles, moduleNames } from '../base/computingFiles.js';
import { relativePath } from '../base/relativePath.js';
import { sha256 } from '../base/stableHash.js';

/**
 * SHA-256 of a plug-in: of its file, of every file that it imports by a relative path, recursively, and of name and version of the
 * packages that these import. Files that it reads in other ways are not part of it.
 */
export function pluginHash(file: string): string {
  const files = computingFiles(file, { relativeOnly: true });
  const folder = dirname(file);
  const lines = files.map((path) => `${relativePath(folder, path)} ${sha256(readFileSync(path))}`);
  const packages = files.flatMap((path) => moduleNames(path).map((name) => packageLine(name, dirname(path))));
  return sha256([...lines, ...new Set(packages)].sort().join('\n'));
}

/** `name version` as installed; the folder of a package in `node_modules` is looked for as Node does. */
function packageLine(specifier: string, from: string): string {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    if (existsSync(manifest))
      return `${name} ${(JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string }).version}`;
    if (dirname(folder) === folder) return `${name} none`;
  }
}
