import type * as tf from '@tensorflow/tfjs';
import { type KernelExports, kernels } from '../bindings/kernelModule.js';
import { addressOf, filledOutput } from '../bindings/wasmHeap.js';
import type { PoolGeometry } from './geometry.js';

/** Fields of `PoolJob` in assembly/pooling/windows.ts, in its order. */
const poolFields = [
  'batch',
  'inHeight',
  'inWidth',
  'channels',
  'padTop',
  'padLeft',
  'windowHeight',
  'windowWidth',
  'strideHeight',
  'strideWidth',
  'outHeight',
  'outWidth',
  'x',
  'y',
  'dy',
  'dx',
  'random',
  'mixture',
  'dMixture',
  'partial',
  'at',
  'rows',
  'columns',
  'out',
  'next',
  'apart',
] as const;

type PoolTensor = 'x' | 'y' | 'dy' | 'dx' | 'random' | 'mixture' | 'dMixture';

type PoolFunction = Exclude<
  { [K in keyof KernelExports]: K extends `${string}Pool${string}` ? K : never }[keyof KernelExports],
  never
>;

/** A pooling kernel, the tensors it reads, and the name and shape of the one it writes. */
export interface PoolCall {
  readonly kernel: PoolFunction;
  readonly geometry: PoolGeometry;
  readonly tensors: Readonly<Partial<Record<PoolTensor, tf.TensorInfo>>>;
  readonly result: PoolTensor;
  readonly shape: readonly number[];
}

/** Runs a pooling kernel on the wasm heap. Throws if a tensor is not of floats. */
export function runPool({ kernel, geometry, tensors, result, shape }: PoolCall): tf.TensorInfo {
  for (const [name, tensor] of Object.entries(tensors)) {
    if (tensor.dtype !== 'float32') throw new TypeError(`${kernel}: ${name} is ${tensor.dtype}, expected float32`);
  }
  return filledOutput(shape, (address, scratch) => {
    const addresses = Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, addressOf(tensor)]));
    const partial = result === 'dMixture' ? scratch.take(4 * geometry.channels) : 0;
    const job: Partial<Record<string, number>> = { ...geometry, ...addresses, [result]: address, partial };
    kernels()[kernel](scratch.put(Int32Array.from(poolFields, (field) => job[field] ?? 0)));
  });
}
