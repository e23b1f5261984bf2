import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { buildAddon } from './buildAddon.js';
import { fetchLibrary } from './fetchLibrary.js';
import { runTool } from './runTool.js';
import { libraryFolder, packageFolder, tfjsNodeFolder, tfjsNodeVersion } from './tensorflowPlaces.js';

/** A test computation with the new addon in a separate process; prints the library's version. */
const trial = `
const util = require('node:util');
util.isNullOrUndefined = (value) => value === null || value === undefined;
util.isArray = Array.isArray;
const tf = require('@tensorflow/tfjs-node');
const y = tf.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([3, 3, 1, 1]), 1, 'same').sum().dataSync()[0];
if (y !== 100) throw new Error('a convolution gave ' + y + ', not 100');
console.log(tf.backend().binding.TF_Version);
`;

/**
 * Installs `--backend tensorflow` if npm could not install tfjs-node: the package without its scripts, the library from PyPI, the
 * addon compiled here, and a test. Skips steps that are already done. Throws `UserError` with a remedy at the first failing step.
 */
export function setupTensorflow(log: (line: string) => void): void {
  requireLinux();
  installPackage(log);
  if (worksAlready()) {
    log('addon: it loads and computes; nothing to do');
    return;
  }
  buildAddon(fetchLibrary(log), log);
  log(`addon: it loads TensorFlow ${tryAddon()} and computes`);
}

/**
 * Undoes `setupTensorflow` in this checkout: removes the package with its addon. The library in the user's cache is kept for
 * other checkouts unless `purge` is set.
 */
export function removeTensorflow(log: (line: string) => void, { purge }: { readonly purge: boolean }): void {
  for (const folder of purge ? [tfjsNodeFolder, libraryFolder()] : [tfjsNodeFolder]) {
    log(existsSync(folder) ? `removing ${folder}` : `${folder} is not there`);
    rmSync(folder, { recursive: true, force: true });
  }
}

function requireLinux(): void {
  const platform = `${process.platform} ${process.arch}`;
  if (platform === 'linux x64') return;
  throw new UserError({
    where: 'setup:tensorflow',
    expected: 'linux x64, the platform of the pinned library',
    found: platform,
    remedy: 'npm rebuild @tensorflow/tfjs-node, which downloads another library, or --backend wasm',
  });
}

function installPackage(log: (line: string) => void): void {
  const version = tfjsNodeVersion;
  if (existsSync(join(tfjsNodeFolder, 'package.json'))) {
    log(`package: @tensorflow/tfjs-node ${version} is there`);
    return;
  }
  log(`package: installing @tensorflow/tfjs-node ${version} without its scripts`);
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  runTool('npm', ['install', ...flags, `@tensorflow/tfjs-node@${version}`], {
    cwd: packageFolder,
    remedy: 'check that the npm registry can be reached',
  });
}

function tryAddon(): string {
  const remedy = 'run `rapa setup-tensorflow --remove`, then `rapa setup-tensorflow`';
  return runTool(process.execPath, ['-e', trial], { cwd: packageFolder, remedy }).trim().split('\n').at(-1)!;
}

function worksAlready(): boolean {
  try {
    tryAddon();
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
