import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import { UserError } from '../../base/errors.js';
import { packageRoot } from '../../base/packagePlaces.js';

export { wideKernels } from '../../base/wideKernels.js';

/** Builds of the same kernels: `relaxed` has fused multiply-add, and `wide` also vectors in neighbouring pairs. */
export type KernelBuild = 'relaxed' | 'simd' | 'wide';

/** The compiled file, in dist/ even when running from src/. In browsers packages/browser/kernelFiles.mjs takes its place. */
export function readBuild(build: KernelBuild): Uint8Array<ArrayBuffer> {
  const path = buildPath(build);
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new UserError({
      where: path,
      expected: 'the compiled kernels',
      found: error instanceof Error ? error.message : String(error),
      remedy: 'npm run build:kernels',
    });
  }
}

/** Where a build is, for messages. */
export function buildPath(build: KernelBuild): string {
  return fileURLToPath(new URL(`dist/kernels/${build}.wasm`, packageRoot));
}

/** Older engines have relaxed SIMD behind a flag. */
export function enableRelaxedSimd(): void {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
}

/** Warns of a fault; in a thread its pool does so, once. */
export function warnOfFault(fault: string): void {
  if (isMainThread) process.emitWarning(fault);
}
