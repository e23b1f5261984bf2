import tf from '../tfjs/tfjs.cjs';
import { heapPeak } from './bindings/heapLimit.js';

/**
 * The most bytes that tensors take at a time while `run` runs on the current backend, beyond those that there are before;
 * on wasm the temporary memory of kernels with them. `run` leaves no tensor behind.
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
