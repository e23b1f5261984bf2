import type * as tf from '@tensorflow/tfjs';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { type PoolAttributes, pooledShape, poolGeometry } from '../pooling/geometry.js';
import { runPool } from '../pooling/wasm.js';

/**
 * Replaces tfjs-wasm's average pooling and its gradient. tfjs's own gradient divides by the whole window also where part
 * of it lies outside the image, which its forward pass does not; ours divides by the pixels that were counted.
 */
export function registerAveragePoolWasm(): void {
  registerKernel<Record<'x', tf.TensorInfo>, PoolAttributes>({
    name: 'AvgPool',
    backend: 'wasm',
    run: (tensors, attributes) => {
      const geometry = poolGeometry(tensors.x.shape, attributes);
      return runPool({ kernel: 'averagePool', geometry, tensors, result: 'y', shape: pooledShape(geometry) });
    },
  });
  registerKernel<Record<'dy' | 'input', tf.TensorInfo>, PoolAttributes>({
    name: 'AvgPoolGrad',
    backend: 'wasm',
    run: ({ dy, input }, attributes) => {
      const geometry = poolGeometry(input.shape, attributes);
      return runPool({ kernel: 'averagePoolGradient', geometry, tensors: { dy }, result: 'dx', shape: input.shape });
    },
  });
}
