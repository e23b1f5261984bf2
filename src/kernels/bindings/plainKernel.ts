import type { BackendName } from '../../base/backends.js';
import tf from '../../tfjs/tfjs.cjs';
import { cpuTensor, cpuValues } from './cpuData.js';
import { registerKernel } from './kernelRegistry.js';
import { addressOf, filledOutput, wasmMemory } from './wasmHeap.js';

/** A tensor as plain arrays; `values` is read only. */
export interface PlainTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** A kernel in plain TypeScript, the same for cpu and wasm: from values to the values of the result, by default floats. */
export interface PlainKernel<K extends string, A> {
  readonly name: string;
  /** The input whose type the result has. */
  readonly typeOf?: K;
  readonly shapeOf: (shapes: Readonly<Record<K, readonly number[]>>, attributes: A) => number[];
  /** Writes the result into `out`, which is initially zero. */
  readonly fill: (out: Float32Array | Int32Array, tensors: Readonly<Record<K, PlainTensor>>, attributes: A) => void;
}

/** Replaces tfjs's kernel with a plain kernel on the cpu or wasm backend. */
export function registerPlain<K extends string, A>(
  { name, typeOf, shapeOf, fill }: PlainKernel<K, A>,
  backend: Exclude<BackendName, 'tensorflow'>,
): void {
  registerKernel<Record<K, tf.TensorInfo>, A>({
    name,
    backend,
    run: (inputs, attributes) => {
      const entries = Object.entries<tf.TensorInfo>(inputs);
      const each = <T>(of: (tensor: tf.TensorInfo) => T) =>
        Object.fromEntries(entries.map(([key, tensor]) => [key, of(tensor)])) as Record<K, T>;
      const shape = shapeOf(
        each((tensor) => tensor.shape),
        attributes,
      );
      const size = tf.util.sizeFromShape(shape);
      const isInteger = typeOf !== undefined && inputs[typeOf].dtype === 'int32';
      const Values = isInteger ? Int32Array : Float32Array;
      if (backend === 'cpu') {
        const out = new Values(size);
        fill(
          out,
          each((tensor) => ({ shape: tensor.shape, values: cpuValues(tensor) as Float32Array })),
          attributes,
        );
        return cpuTensor(shape, out);
      }
      return filledOutput(
        shape,
        (address) => fill(new Values(wasmMemory().buffer, address, size).fill(0), each(heapView), attributes),
        isInteger ? 'int32' : 'float32',
      );
    },
  });
}

function heapView(tensor: tf.TensorInfo): PlainTensor {
  const size = tf.util.sizeFromShape(tensor.shape);
  const Values = tensor.dtype === 'int32' ? Int32Array : Float32Array;
  if (tensor.dtype !== 'int32' && tensor.dtype !== 'float32') throw new TypeError(`no kernel for ${tensor.dtype}`);
  return { shape: tensor.shape, values: new Values(wasmMemory().buffer, addressOf(tensor), size) };
}
