import type { BackendName } from '../base/backends.js';
import tf from '../tfjs/tfjs.cjs';
import { registerBatchMatMul } from './batchMatMul/batchMatMul.js';
import { registerBatchNormalization } from './batchNormalization/kernel.js';
import { registerCorrection } from './bindings/composedKernel.js';
import { registerKernel } from './bindings/kernelRegistry.js';
import { registerCumulative } from './cumulative/kernels.js';
import { registerDepthwiseConv2dTensorflow } from './depthwiseConv2d/tensorflow.js';
import { registerEinsum } from './einsum/einsum.js';
import { registerClampWasm } from './elementwise/clamp.js';
import { registerTypesWasm } from './elementwise/types.js';
import { registerGatherTensorflow, registerGatherWasm, registerSegmentSumWasm } from './gather/kernels.js';
import { registerPool3d } from './pool3d/kernels.js';
import { registerReductions } from './reductions/reductions.js';

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
  registerReductions(backend);
  registerPool3d(backend);
  if (backend === 'wasm') registerWasm();
  else registerCpu();
}

/** tfjs-cpu writes the updates of a scatter into its input tensor, and its sign of NaN is 0. */
function registerCpu(): void {
  registerCorrection<'x', object>({ name: 'Sign', backend: 'cpu' }, ({ x }) =>
    x.dtype === 'float32' ? tf.where(tf.isNaN(x), x, tf.greater(x, 0).sub(tf.less(x, 0).toFloat())) : null,
  );
  registerKernel<Record<'tensor' | 'indices' | 'updates', tf.TensorInfo>, object>({
    name: 'TensorScatterUpdate',
    backend: 'cpu',
    run: (inputs, attributes, stock) =>
      tf.tidy(() => stock({ ...inputs, tensor: tf.add(inputs.tensor as tf.Tensor, 0) }, attributes) as tf.Tensor),
  });
}

function registerWasm(): void {
  registerClampWasm();
  registerTypesWasm();
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
