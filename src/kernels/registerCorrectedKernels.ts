import type { BackendName } from '../base/backends.js';
import tf from '../tfjs/tfjs.cjs';
import { registerBatchMatMul } from './batchMatMul/batchMatMul.js';
import { registerBatchNormalization } from './batchNormalization/kernel.js';
import { registerKernel } from './bindings/kernelRegistry.js';
import { registerCumulative } from './cumulative/kernels.js';
import { registerDepthwiseConv2dTensorflow } from './depthwiseConv2d/tensorflow.js';
import { registerEinsum } from './einsum/einsum.js';
import { registerClampWasm } from './elementwise/clamp.js';
import { registerGatherTensorflow, registerGatherWasm, registerSegmentSumWasm } from './gather/kernels.js';
import { registerPool3d } from './pool3d/kernels.js';

/**
 * Replaces tfjs kernels with wrong or missing results on a backend, only for the affected cases. test/kernels/ops.test.ts
 * compares each with TensorFlow. Call before registering faster kernels.
 */
export function registerCorrectedKernels(backend: BackendName): void {
  registerBatchNormalization(backend);
  registerEinsum(backend);
  if (backend === 'tensorflow') {
    registerGatherTensorflow();
    registerDepthwiseConv2dTensorflow();
    return;
  }
  registerBatchMatMul(backend);
  registerCumulative(backend);
  registerPool3d(backend);
  if (backend === 'wasm') registerWasm();
  else registerCpu();
}

/** tfjs-cpu writes the updates into its input tensor. */
function registerCpu(): void {
  registerKernel<Record<'tensor' | 'indices' | 'updates', tf.TensorInfo>, object>({
    name: 'TensorScatterUpdate',
    backend: 'cpu',
    run: (inputs, attributes, stock) =>
      tf.tidy(() => stock({ ...inputs, tensor: tf.add(inputs.tensor as tf.Tensor, 0) }, attributes) as tf.Tensor),
  });
}

function registerWasm(): void {
  registerClampWasm();
  registerGatherWasm();
  registerSegmentSumWasm();
  registerKernel({
    name: 'Dilation2D',
    backend: 'wasm',
    run: () => {
      throw new Error('Dilation2D: the wasm backend computes it wrongly, the cpu backend rightly');
    },
  });
}
