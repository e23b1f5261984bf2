import type tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput } from '../bindings/wasmHeap.js';
import { geometryOf } from '../convolution/geometry.js';
import { runPass } from '../convolution/wasm.js';
import { depthwiseForward, depthwiseInputGradient } from '../depthwiseConv2d/pass.js';
import type { Bounds } from '../finish/finishJob.js';
import { gatheredForward, isGathered } from '../gathered/pass.js';
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
      const finish = { scale, offset, added, bounds: attributes.bounds };
      if (attributes.depthwise) return depthwiseForward(info, { x, filter }, finish);
      const geometry = geometryOf(info);
      if (isPointwise(geometry)) return pointwiseForward(geometry, { x, filter }, finish);
      if (isGathered(geometry)) return gatheredForward(geometry, { x, filter }, finish);
      if (isWinograd(geometry)) return winogradForward(geometry, { x, filter }, finish);
      return runPass('forward', geometry, { x, kernels: filter }, { shape: info.outShape, relu: false, finish });
    },
  });
  registerKernel<names.GradientInputs, names.GradientAttributes>({
    name: names.inputGradient,
    backend: 'wasm',
    run: ({ dy, filter, scale, y }, attributes) => {
      const info = convolutionInfo(attributes.inputShape, filter.shape, attributes);
      const finish = scale === undefined && y === undefined ? undefined : { scale, bounds: attributes.bounds };
      if (attributes.depthwise) return depthwiseInputGradient(info, { dy, filter, y }, finish);
      const geometry = geometryOf(info);
      if (isPointwise(geometry)) return pointwiseInputGradient(geometry, { dy, filter, y }, finish);
      if (isWinograd(geometry)) return winogradInputGradient(geometry, { dy, filter, y }, finish);
      const tensors = { dy, y, kernels: filter };
      return runPass('inputGradient', geometry, tensors, { shape: info.inShape, relu: false, finish });
    },
  });
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
