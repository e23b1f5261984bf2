import type { BackendName } from '../../base/backends.js';
import tf from '../../tfjs/tfjs.cjs';
import { registerKernel, type StockKernel } from './kernelRegistry.js';

type Tensors<K extends string> = Readonly<Record<K, tf.Tensor>>;

/**
 * Registers a kernel composed of other ops, by default for the tensorflow backend. `compute` runs inside tidy, unrecorded, and
 * returns a new tensor.
 */
export function registerComposed<K extends string, A>(
  name: string,
  compute: (inputs: Tensors<K>, attributes: A) => tf.Tensor,
  backend: BackendName = 'tensorflow',
): void {
  registerKernel<Record<K, tf.TensorInfo>, A>({
    name,
    backend,
    run: (inputs, attributes) => tf.tidy(() => compute(inputs as unknown as Tensors<K>, attributes)),
  });
}

/** A correction of tfjs's kernel: uses `compute` if it returns a tensor, and tfjs's kernel if it returns null. */
export function registerCorrection<K extends string, A>(
  { name, backend }: { readonly name: string; readonly backend: BackendName },
  compute: (inputs: Tensors<K>, attributes: A) => tf.Tensor | null,
): void {
  registerKernel<Record<K, tf.TensorInfo>, A>({
    name,
    backend,
    run: (inputs, attributes, stock: StockKernel<Record<K, tf.TensorInfo>, A>) =>
      tf.tidy(() => compute(inputs as unknown as Tensors<K>, attributes) ?? (null as unknown as tf.Tensor)) ??
      stock(inputs, attributes),
  });
}
