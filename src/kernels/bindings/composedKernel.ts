import tf from '../../tfjs/tfjs.cjs';
import { registerKernel } from './kernelRegistry.js';

/**
 * Registers a kernel of the tensorflow backend that is composed of other ops: `compute` runs inside tidy, unrecorded,
 * and returns a fresh tensor.
 */
export function registerComposed<K extends string, A>(
  name: string,
  compute: (inputs: Readonly<Record<K, tf.Tensor>>, attributes: A) => tf.Tensor,
): void {
  registerKernel<Record<K, tf.TensorInfo>, A>({
    name,
    backend: 'tensorflow',
    run: (inputs, attributes) => tf.tidy(() => compute(inputs as unknown as Record<K, tf.Tensor>, attributes)),
  });
}
