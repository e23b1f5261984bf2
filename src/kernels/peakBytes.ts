import tf from '../tfjs/tfjs.cjs';
import { heapPeak } from './bindings/heapLimit.js';

/**
 * Peak memory of tensors during `run` on the current backend, in bytes above the use before it; on wasm including the
 * temporary memory of kernels. `run` must leave no tensor behind.
 */
export async function peakBytes(run: () => void): Promise<number> {
  if (tf.getBackend() === 'wasm') return heapPeak(run);
  const before = tf.memory().numBytes;
  const checks = tf.env().getBool('CHECK_COMPUTATION_FOR_ERRORS');
  tf.env().set('CHECK_COMPUTATION_FOR_ERRORS', false); // it would read every intermediate result
  try {
    const { peakBytes: peak } = await tf.profile(() => {
      run();
      return [];
    });
    return peak - before;
  } finally {
    tf.env().set('CHECK_COMPUTATION_FOR_ERRORS', checks);
  }
}
