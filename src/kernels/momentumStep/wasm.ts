import tf from '../../tfjs/tfjs.cjs';
import { kernels } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput } from '../bindings/wasmHeap.js';
import { type MomentumAttributes, momentumStepName } from './momentumStep.js';

/** Registers the momentum step for the wasm backend: new weights and velocity in one pass over memory. */
export function registerMomentumStepWasm(): void {
  registerKernel<Record<'weights' | 'velocity' | 'gradient', tf.TensorInfo>, MomentumAttributes>({
    name: momentumStepName,
    backend: 'wasm',
    run: ({ weights, velocity, gradient }, { rate, momentum, gradientScale, weightDecay }) => {
      const { shape } = weights;
      const factors = new Int32Array(Float32Array.of(rate, momentum, gradientScale, weightDecay).buffer);
      let newVelocity: tf.TensorInfo | undefined;
      const newWeights = filledOutput(shape, (out, scratch) => {
        newVelocity = filledOutput(shape, (velocityOut) => {
          const tensors = [weights, velocity, gradient].map(addressOf);
          const job = [...tensors, out, velocityOut, tf.util.sizeFromShape(shape), ...factors];
          kernels().momentumStep(scratch.put(Int32Array.from(job)));
        });
      });
      return [newWeights, newVelocity!];
    },
  });
}
