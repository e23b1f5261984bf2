import tf from '../../tfjs/tfjs.cjs';
import { registerGradient } from '../bindings/kernelRegistry.js';

/**
 * Gradients of piecewise constant ops, which are zero. tfjs lacks most of them, and gives FloorDiv the gradient of a division.
 */
const constantBetweenJumps = {
  Equal: ['a', 'b'],
  NotEqual: ['a', 'b'],
  Greater: ['a', 'b'],
  GreaterEqual: ['a', 'b'],
  Less: ['a', 'b'],
  LessEqual: ['a', 'b'],
  LogicalAnd: ['a', 'b'],
  LogicalOr: ['a', 'b'],
  LogicalNot: ['x'],
  All: ['x'],
  Any: ['x'],
  FloorDiv: ['a', 'b'],
} as const;

export function registerZeroGradients(): void {
  for (const [name, inputs] of Object.entries(constantBetweenJumps)) {
    registerGradient({
      name,
      inputsToSave: inputs,
      saveOutput: false,
      gradients: (_, saved) => Object.fromEntries(inputs.map((input, at) => [input, () => tf.zeros(saved[at]!.shape)])),
    });
  }
}
