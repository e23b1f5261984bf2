import tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput } from '../bindings/wasmHeap.js';
import { type Bounds, boundsOf } from '../finish/finishJob.js';

/**
 * Replaces tfjs-wasm's ReLU, ReLU6 and ClipByValue of floats, and the bounds that end its fused convolutions: they make 0 of NaN (ReLU of one with
 * its sign bit set, as x64 computes them), so that a broken network looks sound. TensorFlow's stay NaN. Call before registering faster kernels of the same
 * names.
 */
export function registerClampWasm(): void {
  for (const [name, bounds] of Object.entries({ Relu: boundsOf.relu, Relu6: boundsOf.relu6 })) {
    registerKernel<Record<'x', tf.TensorInfo>, object>({
      name,
      backend: 'wasm',
      run: (inputs, attributes, stock) =>
        inputs.x.dtype === 'float32' ? clamped(inputs.x, bounds) : stock(inputs, attributes),
    });
  }
  registerKernel<Record<'x', tf.TensorInfo>, tf.ClipByValueAttrs>({
    name: 'ClipByValue',
    backend: 'wasm',
    run: (inputs, attributes, stock) => {
      const { clipValueMin: low, clipValueMax: high } = attributes;
      return inputs.x.dtype === 'float32' ? clamped(inputs.x, { low, high }) : stock(inputs, attributes);
    },
  });
  for (const name of ['FusedConv2D', 'FusedDepthwiseConv2D']) {
    registerKernel<Record<string, tf.TensorInfo>, { readonly activation: string }>({
      name,
      backend: 'wasm',
      run: (inputs, attributes, stock) => {
        const { activation } = attributes;
        if (activation !== 'relu' && activation !== 'relu6') return stock(inputs, attributes);
        const sums = stock(inputs, { ...attributes, activation: 'linear' });
        clampInto(sums, addressOf(sums), boundsOf[activation]);
        return sums;
      },
    });
  }
}

function clamped(x: tf.TensorInfo, bounds: Bounds): tf.TensorInfo {
  return filledOutput(x.shape, (out) => clampInto(x, out, bounds));
}

function clampInto(x: tf.TensorInfo, out: number, { low, high }: Bounds): void {
  kernelModule().clamp(addressOf(x), out, tf.util.sizeFromShape([...x.shape]), low, high);
}
