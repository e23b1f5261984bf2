import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../base/packagePlaces.js';

/**
 * The source of TensorFlow's C library: the PyPI wheel with this name and hash. tfjs-node 4.22 is built for 2.9; the C API is
 * backward compatible, and from 2.13 on wheels contain it as a separate library.
 */
export const tensorflowWheel = {
  requirement: 'tensorflow-cpu==2.15.1',
  pythonVersion: '3.11',
  platform: 'manylinux2014_x86_64',
  sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
} as const;

/** Folder of this package, with package.json. */
export const packageFolder = resolve(fileURLToPath(packageRoot));

/** Folder of tfjs-node, whether or not it exists. */
export const tfjsNodeFolder = join(packageFolder, 'node_modules', '@tensorflow', 'tfjs-node');

/** Library and headers, kept in the user's cache so that other checkouts need not download them again. */
export function libraryFolder(): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'rapa-robustness', tensorflowWheel.requirement.replace('==', '-'));
}

/**
 * The version of tfjs-node that matches our tfjs. package.json does not name it: its installation downloads a library, and npm
 * does not install an optional peer even when it is named.
 */
export const tfjsNodeVersion = '4.22.0';

/** A folder with the running Node's headers in include/node; null if none of the usual ones has them. */
export function nodeHeaders(): string | null {
  const prefix = (process.config.variables as { node_prefix?: string }).node_prefix ?? '';
  const places = [resolve(process.execPath, '..', '..'), prefix, '/usr', '/usr/local'];
  return places.find((place) => existsSync(join(place, 'include', 'node', 'node_api.h'))) ?? null;
}
