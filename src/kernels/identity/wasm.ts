import type tf from '../../tfjs/tfjs.cjs';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { sharedData } from '../bindings/wasmHeap.js';

/** Replaces tfjs-wasm's Identity, which copies; tensors are immutable, so copies can share the data. */
export function registerIdentityWasm(): void {
  registerKernel<Record<'x', tf.TensorInfo>, object>({
    name: 'Identity',
    backend: 'wasm',
    run: (inputs, attributes, stock) =>
      inputs.x.dtype === 'string' ? stock(inputs, attributes) : sharedData(inputs.x),
  });
}
