import tf from '../tfjs/tfjs.cjs';
import { addressOf, heapFloats } from './bindings/wasmHeap.js';

/**
 * The values of a float tensor, to be read at once: on wasm where they lie, good until the next tensor is made, elsewhere
 * as tfjs hands them out. Copies of every batch add up to garbage, whose collection takes time from the workers.
 */
export function viewFloats(tensor: tf.Tensor): Float32Array {
  if (tf.getBackend() !== 'wasm') return tensor.dataSync() as Float32Array;
  return heapFloats(addressOf(tensor), tensor.size);
}
