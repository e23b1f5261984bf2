import type * as tf from '@tensorflow/tfjs';
import type { BackendName } from '../../base/backends.js';
import { registerCorrection } from '../bindings/composedKernel.js';

type Parameters = 'x' | 'mean' | 'variance' | 'scale' | 'offset';

/**
 * tfjs's kernels walk through parameters that are no vectors as if they were vectors of the last axis: the result of an
 * axis that is not the last, whose parameters tfjs-layers reshapes to [1, C, 1, 1], is wrong without an error.
 */
export function registerBatchNormalization(backend: BackendName): void {
  registerCorrection<Parameters, tf.FusedBatchNormAttrs>(
    { name: 'FusedBatchNorm', backend },
    ({ x, mean, variance, scale, offset }, { varianceEpsilon }) => {
      const parameters: readonly (tf.Tensor | null | undefined)[] = [mean, variance, scale, offset];
      if (parameters.every((parameter) => parameter == null || parameter.rank === 1)) return null;
      const inverse = variance.add(varianceEpsilon).rsqrt();
      const normalised = x.sub(mean).mul(scale == null ? inverse : inverse.mul(scale));
      return offset == null ? normalised : normalised.add(offset);
    },
  );
}
