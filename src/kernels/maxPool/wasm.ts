import type * as tf from '@tensorflow/tfjs';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { type PoolAttributes, pooledShape, poolGeometry } from '../pooling/geometry.js';
import { runPool } from '../pooling/wasm.js';

/** Replaces tfjs-wasm's max pooling and its gradient, which takes many times longer. */
export function registerMaxPoolWasm(): void {
  registerKernel<Record<'x', tf.TensorInfo>, PoolAttributes>({
    name: 'MaxPool',
    backend: 'wasm',
    run: (tensors, attributes) => {
      const geometry = poolGeometry(tensors.x.shape, attributes);
      return runPool({ kernel: 'maxPool', geometry, tensors, result: 'y', shape: pooledShape(geometry) });
    },
  });
  registerKernel<Record<'dy' | 'input', tf.TensorInfo>, PoolAttributes>({
    name: 'MaxPoolGrad',
    backend: 'wasm',
    run: ({ dy, input }, attributes) => {
      const geometry = poolGeometry(input.shape, attributes);
      const tensors = { x: input, dy };
      return runPool({ kernel: 'maxPoolGradient', geometry, tensors, result: 'dx', shape: input.shape });
    },
  });
}
