import type tf from '../../tfjs/tfjs.cjs';
import { cpuTensor, cpuValues } from '../bindings/cpuData.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { type PoolInputs, type PoolKernel, poolTensors, resultShape } from './kernel.js';
import { eachWindow, type VisitWindow } from './windows.js';

/** Values of a tensor. */
export type Values = ReturnType<typeof cpuValues>;

/** A reference kernel: adds to the result, initially zero, for every window and channel. */
export interface PoolReference<Name extends string, A> extends PoolKernel<A> {
  readonly visitor: (values: Readonly<Record<Name, Values>>, result: Float64Array) => VisitWindow;
}

/** Registers the reference for a pooling or one of its gradients; sums in double precision, one window at a time. */
export function registerPoolCpu<Name extends string, A>(kernel: PoolReference<Name, A>): void {
  registerKernel<PoolInputs, A>({
    name: kernel.name,
    backend: 'cpu',
    run: (inputs, attributes) => {
      const tensors = poolTensors(inputs);
      const geometry = kernel.geometryOf(kernel.name, tensors.x.shape, attributes);
      const entries = Object.entries<tf.TensorInfo>(tensors).map(([name, tensor]) => [name, cpuValues(tensor)]);
      const shape = resultShape(kernel.result, tensors.x, geometry);
      const result = new Float64Array(shape.reduce((a, b) => a * b, 1));
      eachWindow(geometry, kernel.visitor(Object.fromEntries(entries), result));
      return cpuTensor(shape, Float32Array.from(result));
    },
  });
}
