import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../base/stableHash.js';

const sourceRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** The parts of the program that a cell's numbers come from. */
const numericalParts = [
  'attackKinds',
  'attacks',
  'base/random',
  'cells',
  'datasets',
  'kernels',
  'layers',
  'metrics',
  'models',
  'perturbations',
  'tilings',
];

/**
 * Hash over the code that determines a cell's numbers, as it stands on the disk. It enters every cell's key, so that no
 * cached result outlives the code that made it.
 */
export function numericsVersion(): string {
  const files = listFiles(sourceRoot)
    .map((file) => relative(sourceRoot, file).split('\\').join('/'))
    .filter((file) => numericalParts.some((part) => file.startsWith(part)) && /\.(js|ts|wasm)$/.test(file))
    .filter((file) => !file.endsWith('.d.ts'))
    .sort();
  return sha256(files.map((file) => `${file} ${sha256(readFileSync(join(sourceRoot, file)))}`).join('\n'));
}

function listFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? listFiles(path) : [path];
  });
}
