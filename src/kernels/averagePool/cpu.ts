import type * as tf from '@tensorflow/tfjs';
import { cpuTensor, cpuValues } from '../bindings/cpuData.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { type PoolAttributes, poolGeometry } from '../pooling/geometry.js';
import { eachWindow } from '../pooling/windows.js';

/** Replaces tfjs's gradient of average pooling, which is wrong where a window reaches outside the image. */
export function registerAveragePoolCpu(): void {
  registerKernel<Record<'dy' | 'input', tf.TensorInfo>, PoolAttributes>({
    name: 'AvgPoolGrad',
    backend: 'cpu',
    run: ({ dy, input }, attributes) => {
      const gradients = cpuValues(dy);
      const dx = new Float32Array(input.shape.reduce((a, b) => a * b, 1));
      eachWindow(poolGeometry(input.shape, attributes), (units, out) => {
        for (const unit of units) dx[unit]! += gradients[out]! / units.length;
      });
      return cpuTensor(input.shape, dx);
    },
  });
}
