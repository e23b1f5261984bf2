import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { computingFiles } from '../base/computingFiles.js';
import { packageRoot, programFolder } from '../base/packagePlaces.js';
import { sha256 } from '../base/stableHash.js';

const root = fileURLToPath(packageRoot);

/** Packages with parts loaded by computed names: WebAssembly files and native addons. */
const packagesWithHiddenParts = ['@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-node', '@napi-rs/canvas'];

let version: string | null = null;

/**
 * Hash of the code that computes a cell: every module that a worker loads, of the program and of packages, and the compiled
 * kernels, as on disk. It is part of every cell's key, so that code changes invalidate cached results.
 */
export function numericsVersion(): string {
  version ??= sha256(numericsParts().join('\n'));
  return version;
}

/** One line `path hash` for each file, and `name version` for each package with undetectable parts. */
export function numericsParts(): string[] {
  const [entry] = ['worker.js', 'worker.ts']
    .map((name) => fileURLToPath(new URL(`runner/${name}`, programFolder)))
    .filter((path) => existsSync(path));
  const files = [...computingFiles(entry!), ...kernelBuilds(), ...tfjsBinaries()];
  const lines = files.map((path) => `${portablePath(path)} ${sha256(readFileSync(path))}`);
  const packages = packagesWithHiddenParts.map((name) => `${name} ${installedVersion(name)}`);
  return [...lines, ...packages].sort();
}

function kernelBuilds(): string[] {
  return ['relaxed', 'simd', 'wide'].map((build) => join(root, 'dist', 'kernels', `${build}.wasm`)).filter(existsSync);
}

function tfjsBinaries(): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.wasm'))
    .map((name) => join(folder, name));
}

/** Relative to the program or to the packages folder, so that it is the same on every machine. */
function portablePath(path: string): string {
  const posix = path.split('\\').join('/');
  const packages = posix.lastIndexOf('/node_modules/');
  return packages < 0 ? posix.slice(root.length) : posix.slice(packages + 1);
}

function installedVersion(name: string): string {
  try {
    return (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;
  } catch {
    return 'none';
  }
}
