import tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput } from '../bindings/wasmHeap.js';

type Bounds = readonly [number, number];

/** Activations that only bound their input. */
const activationBounds: Readonly<Record<string, Bounds>> = { relu: [0, Number.POSITIVE_INFINITY], relu6: [0, 6] };

/**
 * Replaces tfjs-wasm's ReLU, ReLU6 and ClipByValue of floats, and the bounds that end its fused convolutions: they make 0 of NaN (ReLU of one with
 * its sign bit set, as x64 computes them), so that a broken network looks sound. TensorFlow's stay NaN. Call before registering faster kernels of the same
 * names.
 */
export function registerClampWasm(): void {
  for (const [name, bounds] of [
    ['Relu', activationBounds.relu!],
    ['Relu6', activationBounds.relu6!],
  ] as const) {
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
      const { clipValueMin, clipValueMax } = attributes;
      return inputs.x.dtype === 'float32' ? clamped(inputs.x, [clipValueMin, clipValueMax]) : stock(inputs, attributes);
    },
  });
  for (const name of ['FusedConv2D', 'FusedDepthwiseConv2D']) {
    registerKernel<Record<string, tf.TensorInfo>, { readonly activation: string }>({
      name,
      backend: 'wasm',
      run: (inputs, attributes, stock) => {
        const bounds = activationBounds[attributes.activation];
        if (bounds === undefined) return stock(inputs, attributes);
        const sums = stock(inputs, { ...attributes, activation: 'linear' });
        clampInto(sums, addressOf(sums), bounds);
        return sums;
      },
    });
  }
}

function clamped(x: tf.TensorInfo, bounds: Bounds): tf.TensorInfo {
  return filledOutput(x.shape, (out) => clampInto(x, out, bounds));
}

function clampInto(x: tf.TensorInfo, out: number, [low, high]: Bounds): void {
  kernelModule().clamp(addressOf(x), out, tf.util.sizeFromShape([...x.shape]), low, high);
}
