import tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { addressOf, wasmInt } from '../bindings/wasmHeap.js';
import { assignmentError } from './checkShapes.js';

/**
 * Throws a RangeError if an assignment on the wasm heap contains an invalid tile, which would read and write outside the tensors.
 */
export function checkAssignment(assignment: tf.TensorInfo, tiles: number): void {
  const address = addressOf(assignment);
  const fault = kernelModule().assignmentFault(address, tf.util.sizeFromShape(assignment.shape), tiles);
  if (fault >= 0) throw assignmentError(fault, wasmInt(address, fault), tiles);
}
