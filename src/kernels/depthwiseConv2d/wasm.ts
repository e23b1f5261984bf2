import tf from '../../tfjs/tfjs.cjs';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { depthwiseInfo } from './job.js';
import { multipliedGradient } from './multipliedGradient.js';
import { depthwiseForward, depthwiseInputGradient } from './pass.js';

/**
 * Depthwise convolutions with one kernel for each channel and their input gradient, which tfjs-wasm lacks. Others are left to tfjs, their
 * gradient to plain code.
 */
export function registerDepthwiseConv2dWasm(): void {
  registerKernel<Record<'x' | 'filter', tf.TensorInfo>, tf.DepthwiseConv2dNativeAttrs>({
    name: 'DepthwiseConv2dNative',
    backend: 'wasm',
    run: (inputs, attributes, stock) => {
      const { x, filter } = inputs;
      const info = depthwiseInfo(x.shape, filter.shape, attributes);
      return info === null ? stock(inputs, attributes) : depthwiseForward(info, inputs, { activation: 'linear' });
    },
  });
  registerKernel<Record<'dy' | 'filter', tf.TensorInfo>, tf.DepthwiseConv2dNativeBackpropInputAttrs>({
    name: 'DepthwiseConv2dNativeBackpropInput',
    backend: 'wasm',
    run: (inputs, attributes) => {
      const { strides, dilations, pad, dimRoundingMode, inputShape } = attributes;
      const { filter } = inputs;
      const info = depthwiseInfo(inputShape, filter.shape, attributes);
      if (info !== null) return depthwiseInputGradient(info, inputs);
      const shapes = [inputShape, filter.shape as [number, number, number, number]] as const;
      const all = tf.backend_util.computeConv2DInfo(...shapes, strides, dilations, pad, dimRoundingMode, true);
      return multipliedGradient(all, inputs);
    },
  });
}
