import type tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import type { KernelExports } from '../bindings/moduleLayout.js';
import { addressOf, filledOutput } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';
import { type PoolInputs, type PoolKernel, poolTensors, resultShape } from './kernel.js';

/** Functions of the module that take a `PoolJob`. */
type PoolFunction = {
  [K in keyof KernelExports]: KernelExports[K] extends (pointer: number) => void
    ? K extends `${string}Pool${string}`
      ? K
      : never
    : never;
}[keyof KernelExports];

/** A pooling kernel and the function of the module that computes it. */
export interface WasmPoolKernel<A> extends PoolKernel<A> {
  readonly compute: PoolFunction;
}

/** Registers a pooling or one of its gradients for the wasm backend. Calls throw if a tensor is not of floats. */
export function registerPoolWasm<A>({ name, result, geometryOf, compute }: WasmPoolKernel<A>): void {
  registerKernel<PoolInputs, A>({
    name,
    backend: 'wasm',
    run: (inputs, attributes) => {
      const tensors = poolTensors(inputs);
      const geometry = geometryOf(name, tensors.x.shape, attributes);
      const operands = Object.entries<tf.TensorInfo>(tensors);
      for (const [operand, { dtype }] of operands) {
        if (dtype !== 'float32') throw new TypeError(`${name}: ${operand} is ${dtype}, expected float32`);
      }
      return filledOutput(resultShape(result, tensors.x, geometry), (address, scratch) => {
        const addresses = Object.fromEntries(operands.map(([operand, tensor]) => [operand, addressOf(tensor)]));
        const partial = result === 'dMixture' ? scratch.take(4 * geometry.channels) : 0;
        kernelModule()[compute](
          writeJob(scratch, 'PoolJob', { ...geometry, ...addresses, [result]: address, partial }),
        );
      });
    },
  });
}
