import tf from '../../tfjs/tfjs.cjs';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput, wasmMemory } from '../bindings/wasmHeap.js';

type Info = tf.backend_util.Conv2DInfo;

/** Adds the input gradient of depthwise convolutions, which tfjs-wasm lacks. */
export function registerDepthwiseConv2dWasm(): void {
  registerKernel<Record<'dy' | 'filter', tf.TensorInfo>, tf.DepthwiseConv2dNativeBackpropInputAttrs>({
    name: 'DepthwiseConv2dNativeBackpropInput',
    backend: 'wasm',
    run: ({ dy, filter }, { strides, dilations, pad, dimRoundingMode, inputShape }) => {
      const shapes = [inputShape, filter.shape as [number, number, number, number]] as const;
      const info = tf.backend_util.computeConv2DInfo(...shapes, strides, dilations, pad, dimRoundingMode, true);
      return filledOutput(inputShape, (out) => {
        const view = (address: number, shape: readonly number[]) =>
          new Float32Array(wasmMemory().buffer, address, tf.util.sizeFromShape([...shape]));
        const operands = { dy: view(addressOf(dy), dy.shape), kernel: view(addressOf(filter), filter.shape) };
        const dx = view(out, inputShape).fill(0);
        for (let image = 0; image < info.batchSize; image++) addImage(dx, operands, { info, image });
      });
    },
  });
}

/** Adds each output's gradient to the inputs that its window covers. */
function addImage(
  dx: Float32Array,
  { dy, kernel }: { readonly dy: Float32Array; readonly kernel: Float32Array },
  { info, image }: { readonly info: Info; readonly image: number },
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = info;
  const multiplier = outChannels / inChannels;
  for (let row = 0; row < outHeight; row++) {
    for (let column = 0; column < outWidth; column++) {
      const from = ((image * outHeight + row) * outWidth + column) * outChannels;
      for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
        const y = row * info.strideHeight - info.padInfo.top + Math.floor(tap / filterWidth) * info.dilationHeight;
        const x = column * info.strideWidth - info.padInfo.left + (tap % filterWidth) * info.dilationWidth;
        if (y < 0 || y >= inHeight || x < 0 || x >= inWidth) continue;
        const to = ((image * inHeight + y) * inWidth + x) * inChannels;
        for (let out = 0; out < outChannels; out++) {
          dx[to + Math.floor(out / multiplier)]! += dy[from + out]! * kernel[tap * outChannels + out]!;
        }
      }
    }
  }
}
