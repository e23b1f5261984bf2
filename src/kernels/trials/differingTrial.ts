import tf from '../../tfjs/tfjs.cjs';
import { type Kernels, useKernels } from '../bindings/kernelModule.js';
import type { Trial } from './trial.js';

/**
 * The first trial whose results on two instances of the kernels differ in a bit, or from those computed otherwise, or null. Leaves the
 * first instance active.
 */
export function differingTrial(trials: Iterable<Trial>, plain: Kernels, wide: Kernels): Trial | null {
  const valuesOn = (kernels: Kernels, compute: Trial['compute']) => {
    useKernels(kernels);
    return tf.tidy(() => compute().map((result) => result.dataSync() as Float32Array));
  };
  try {
    for (const trial of trials) {
      const expected = valuesOn(plain, trial.compute);
      const others = [valuesOn(wide, trial.compute), valuesOn(plain, trial.computeOtherwise ?? (() => []))];
      if (others.some((found) => !found.every((values, i) => areSame(values, expected[i]!)))) return trial;
    }
    return null;
  } finally {
    useKernels(plain);
  }
}

function areSame(a: Float32Array, b: Float32Array): boolean {
  const [bitsA, bitsB] = [a, b].map((values) => new Int32Array(values.buffer, values.byteOffset, values.length));
  for (let i = 0; i < bitsA!.length; i++) if (bitsA![i] !== bitsB![i]) return false;
  return a.length === b.length;
}
