import type { BackendName } from '../../base/backends.js';
import tf from '../../tfjs/tfjs.cjs';
import { registerCorrection } from '../bindings/composedKernel.js';
import type { Gradient } from '../bindings/kernelRegistry.js';
import { reduceTo } from '../gradients/reduceTo.js';

/** tfjs's gradient does not sum over broadcast batch axes. */
export const batchMatMul: Gradient<tf.BatchMatMulAttrs> = {
  name: 'BatchMatMul',
  inputsToSave: ['a', 'b'],
  saveOutput: false,
  gradients: (dy, saved, { transposeA, transposeB }) => {
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    const toA = () => (transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB));
    const toB = () => (transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false));
    return {
      a: () => tf.tidy(() => reduceTo(toA(), a.shape)),
      b: () => tf.tidy(() => reduceTo(toB(), b.shape)),
    };
  },
};

/**
 * tfjs's cpu and wasm kernels repeat the smaller batch cyclically, which is broadcasting only if its axes are the last ones of
 * the larger batch. Otherwise batches are broadcast first.
 */
export function registerBatchMatMul(backend: BackendName): void {
  registerCorrection<'a' | 'b', tf.BatchMatMulAttrs>(
    { name: 'BatchMatMul', backend },
    ({ a, b }, { transposeA, transposeB }) => {
      const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
      if (isSuffix(batchA, batchB) || isSuffix(batchB, batchA)) return null;
      const batch = tf.backend_util.assertAndGetBroadcastShape(batchA, batchB);
      const spread = (tensor: tf.Tensor) => tf.broadcastTo(tensor, [...batch, ...tensor.shape.slice(-2)]);
      return tf.matMul(spread(a), spread(b), transposeA, transposeB);
    },
  );
}

function isSuffix(short: readonly number[], long: readonly number[]): boolean {
  const first = short.findIndex((side) => side !== 1);
  const tail = first < 0 ? [] : short.slice(first);
  return tail.length <= long.length && tail.every((side, at) => side === long[long.length - tail.length + at]);
}
