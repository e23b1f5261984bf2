import type tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, disposeOutput, filledOutput, newOutput } from '../bindings/wasmHeap.js';
import { geometryOf } from '../convolution/geometry.js';
import { runPass } from '../convolution/wasm.js';
import { depthwiseForward, depthwiseInputGradient } from '../depthwiseConv2d/pass.js';
import type { Bounds, Finish } from '../finish/finishJob.js';
import { gatheredForward, isGathered } from '../gathered/pass.js';
import { isStridedPointwise, stridedForward, stridedInputGradient } from '../gathered/strided.js';
import { isPointwise, pointwiseForward, pointwiseInputGradient } from '../pointwise/pass.js';
import { isWinograd, winogradForward, winogradInputGradient } from '../winograd/pass.js';
import { convolutionInfo } from './convolutionInfo.js';
import * as names from './names.js';

/** Registers finished convolutions and their input gradient for the wasm backend. */
export function registerFinishedConvolutionWasm(): void {
  registerBoundedGradientWasm();
  registerKernel<names.ForwardInputs, names.ForwardAttributes>({
    name: names.forward,
    backend: 'wasm',
    run: ({ x, filter, scale, offset, added }, attributes) => {
      const info = convolutionInfo(x.shape, filter.shape, attributes);
      const finish = { scale, offset, added, activation: attributes.activation };
      const computed = (slopes?: tf.TensorInfo) => results(info, attributes, { x, filter }, { ...finish, slopes });
      return attributes.withSlopes ? withFilled(info.outShape, computed) : computed();
    },
  });
  registerKernel<names.GradientInputs, names.GradientAttributes>({
    name: names.inputGradient,
    backend: 'wasm',
    run: ({ dy, filter, scale, y }, attributes) => {
      const info = convolutionInfo(attributes.inputShape, filter.shape, attributes);
      const finish = scale === undefined && y === undefined ? undefined : { scale, activation: attributes.activation };
      if (attributes.depthwise) return depthwiseInputGradient(info, { dy, filter, y }, finish);
      const geometry = geometryOf(info);
      if (isPointwise(geometry)) return pointwiseInputGradient(geometry, { dy, filter, y }, finish);
      if (isStridedPointwise(geometry)) return stridedInputGradient(geometry, { dy, filter, y }, finish);
      if (isWinograd(geometry)) return winogradInputGradient(geometry, { dy, filter, y }, finish);
      const tensors = { dy, y, kernels: filter };
      return runPass('inputGradient', geometry, tensors, { shape: info.inShape, relu: false, finish });
    },
  });
}

/** The results of a convolution by the kernel for its shape. */
function results(
  info: tf.backend_util.Conv2DInfo,
  { depthwise }: names.ConvolutionAttributes,
  operands: Record<'x' | 'filter', tf.TensorInfo>,
  finish: Finish,
): tf.TensorInfo {
  if (depthwise) return depthwiseForward(info, operands, finish);
  const geometry = geometryOf(info);
  if (isPointwise(geometry)) return pointwiseForward(geometry, operands, finish);
  if (isStridedPointwise(geometry)) return stridedForward(geometry, operands, finish);
  if (isGathered(geometry)) return gatheredForward(geometry, operands, finish);
  if (isWinograd(geometry)) return winogradForward(geometry, operands, finish);
  const { x, filter: kernels } = operands;
  return runPass('forward', geometry, { x, kernels }, { shape: info.outShape, relu: false, finish });
}

/** A result, and a new tensor that is filled with it. */
function withFilled(shape: readonly number[], compute: (filled: tf.TensorInfo) => tf.TensorInfo): tf.TensorInfo[] {
  const filled = newOutput(shape);
  try {
    return [compute(filled), filled];
  } catch (error) {
    disposeOutput(filled);
    throw error;
  }
}

/** Registers the gradient of bounds: that of the results `y`, zero at a bound. */
function registerBoundedGradientWasm(): void {
  registerKernel<Record<'dy' | 'y', tf.TensorInfo>, { readonly bounds: Bounds }>({
    name: names.boundedGradient,
    backend: 'wasm',
    run: ({ dy, y }, { bounds }) =>
      filledOutput(y.shape, (target) => {
        const size = y.shape.reduce((product, side) => product * side, 1);
        kernelModule().boundedGradient(addressOf(dy), addressOf(y), target, size, bounds.low, bounds.high);
      }),
  });
}
