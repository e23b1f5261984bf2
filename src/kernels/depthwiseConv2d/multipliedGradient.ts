import type tf from '../../tfjs/tfjs.cjs';
import { addressOf, filledOutput, heapFloats } from '../bindings/wasmHeap.js';

type Info = tf.backend_util.Conv2DInfo;

/** The input gradient of a depthwise convolution with several outputs of each channel, which has no kernel of its own. */
export function multipliedGradient(
  info: Info,
  { dy, filter }: { readonly dy: tf.TensorInfo; readonly filter: tf.TensorInfo },
): tf.TensorInfo {
  return filledOutput(info.inShape, (out) => {
    const view = (address: number, shape: readonly number[]) =>
      heapFloats(
        address,
        shape.reduce((product, side) => product * side, 1),
      );
    const operands = { dy: view(addressOf(dy), dy.shape), kernel: view(addressOf(filter), filter.shape) };
    const dx = view(out, info.inShape).fill(0);
    for (let image = 0; image < info.batchSize; image++) addImage(dx, operands, { info, image });
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
