import tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';
import { type MomentumAttributes, momentumStepName } from './momentumStep.js';

/** Registers the momentum step for the wasm backend: new weights and velocity in one pass over memory. */
export function registerMomentumStepWasm(): void {
  registerKernel<Record<'weights' | 'velocity' | 'gradient', tf.TensorInfo>, MomentumAttributes>({
    name: momentumStepName,
    backend: 'wasm',
    run: ({ weights, velocity, gradient }, { rate, momentum, gradientScale, weightDecay }) => {
      const { shape } = weights;
      const factors = { rate, momentum, gradientScale, weightDecay };
      let newVelocity: tf.TensorInfo | undefined;
      const newWeights = filledOutput(shape, (out, scratch) => {
        newVelocity = filledOutput(shape, (velocityOut) => {
          const job = {
            ...factors,
            weights: addressOf(weights),
            velocity: addressOf(velocity),
            gradient: addressOf(gradient),
            newWeights: out,
            newVelocity: velocityOut,
            floats: tf.util.sizeFromShape(shape),
          };
          kernelModule().momentumStep(writeJob(scratch, 'MomentumJob', job));
        });
      });
      return [newWeights, newVelocity!];
    },
  });
}
