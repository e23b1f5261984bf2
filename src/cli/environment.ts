import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { packageRoot } from '../base/packagePlaces.js';
import type { Environment } from '../contract/result.js';

const require = createRequire(import.meta.url);

/** What a reader needs to judge or reproduce figures: versions, machine and the state of the code. */
export function describeEnvironment(): Pick<Environment, 'date' | 'node' | 'tfjs' | 'harness' | 'cpu' | 'git'> {
  const own = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')) as { version: string };
  const tfjs = require('@tensorflow/tfjs-core/package.json') as { version: string };
  return {
    date: new Date().toISOString(),
    node: process.version,
    tfjs: tfjs.version,
    harness: own.version,
    cpu: `${cpus()[0]?.model.trim() ?? 'unknown'} (${cpus().length} cores)`,
    git: gitState(),
  };
}

/** Commit of the working folder and whether it is clean; null outside a checkout or without git. */
function gitState(): Environment['git'] {
  const git = (...words: string[]) =>
    execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return { commit: git('rev-parse', 'HEAD'), dirty: git('status', '--porcelain') !== '' };
  } catch {
    return null; // no git, or no commit yet: a report then simply names none
  }
}
