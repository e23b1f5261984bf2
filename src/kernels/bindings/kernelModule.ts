import { UserError } from '../../base/errors.js';
import { buildPath, enableRelaxedSimd, type KernelBuild, readBuild, wideKernels } from './kernelFiles.js';
import { type KernelExports, layoutNumber } from './moduleLayout.js';
import { wasmMemory } from './wasmHeap.js';

/** An instance of the kernels on tfjs's heap. */
export interface Kernels {
  readonly exports: KernelExports;
  readonly memory: WebAssembly.Memory;
}

let current: Kernels | null = null;

/** The active kernels, which work on tfjs's heap. Throws before `useKernels`. */
export function kernelModule(): KernelExports {
  if (current === null || current.memory !== wasmMemory()) {
    throw new Error('the WebAssembly kernels are not loaded: call startEngine first');
  }
  return current.exports;
}

/**
 * The active kernels if `values` is a view of their heap, so that they can work on it in place; else null. Throws for a view of the
 * heap as it was before it grew.
 */
export function kernelsOn(values: Float32Array): KernelExports | null {
  if (values.length === 0) throw new Error('the values are no longer there: the WebAssembly heap has grown');
  return current !== null && values.buffer === current.memory.buffer ? current.exports : null;
}

/** Activates kernels. */
export function useKernels(kernels: Kernels): void {
  current = kernels;
}

/** Instantiates a build on tfjs's heap and activates it. Throws if the engine cannot run it. */
export function useKernelModule(build: KernelBuild): void {
  useKernels(openKernels(build));
}

/** Instantiates a build on tfjs's heap. Throws if the engine cannot run it. */
export function openKernels(build: KernelBuild): Kernels {
  const module = moduleOf(build);
  assertOnlyMemory(module);
  const memory = wasmMemory();
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const exports = instance.exports as unknown as KernelExports;
  if (exports.layoutNumber?.value !== layoutNumber) {
    throw new UserError({
      where: buildPath(build),
      expected: 'kernels compiled together with this program',
      found: 'kernels whose jobs are laid out otherwise',
      remedy: 'npm run build',
    });
  }
  return { exports, memory };
}

/** Where there are no vectors of 256 bits, `wide` is compiled like the others: for tests. */
function moduleOf(build: KernelBuild): WebAssembly.Module {
  const bytes = readBuild(build);
  if (hasDataSegment(bytes)) throw new Error('the kernels may hold no data segment');
  return (build === 'wide' && wideKernels().module) || new WebAssembly.Module(bytes);
}

/** The best build that this engine runs. On older engines relaxed SIMD is behind a flag, which this enables. */
export function bestBuild(): KernelBuild {
  const bytes = readBuild('relaxed');
  if (WebAssembly.validate(bytes)) return 'relaxed';
  // Only if validation failed: newer engines warn about the removed flag.
  enableRelaxedSimd();
  return WebAssembly.validate(bytes) ? 'relaxed' : 'simd';
}

/** The kernels share tfjs's heap: a data segment or separate memory would overwrite tensors or miss them. */
function assertOnlyMemory(module: WebAssembly.Module): void {
  const imports = WebAssembly.Module.imports(module);
  const [memory] = imports;
  if (imports.length !== 1 || memory?.kind !== 'memory') throw new Error('the kernels may import a memory only');
}

/** Walks the module's sections; 11 is data. */
export function hasDataSegment(bytes: Uint8Array): boolean {
  for (let at = 8; at < bytes.length; ) {
    if (bytes[at] === 11) return true;
    let size = 0;
    let shift = 0;
    for (at++; ; shift += 7) {
      const byte = bytes[at++]!;
      size += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    at += size;
  }
  return false;
}
