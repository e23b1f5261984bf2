import tf from '../tfjs/tfjs.cjs';
import { addressOf, heapFloats } from './bindings/wasmHeap.js';

/**
 * The values of a float tensor, to be read immediately: on wasm a view of the heap, valid until the next tensor is created; on
 * other backends the array that tfjs returns. Copying every batch would create garbage, whose collection slows down the workers.
 */
export function viewFloats(tensor: tf.Tensor): Float32Array {
  if (tf.getBackend() !== 'wasm') return tensor.dataSync() as Float32Array;
  return heapFloats(addressOf(tensor), tensor.size);
}
