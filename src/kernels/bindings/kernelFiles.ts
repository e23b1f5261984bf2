import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { UserError } from '../../base/errors.js';

/** Two builds of the same kernels: `relaxed` has fused multiply-add. */
export type KernelBuild = 'relaxed' | 'simd';

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
  return fileURLToPath(new URL(`../../../dist/kernels/${build}.wasm`, import.meta.url));
}

/** Older engines have relaxed SIMD behind a flag. */
export function enableRelaxedSimd(): void {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
}
