import type { BackendName } from '../../base/backends.js';
import type tf from '../../tfjs/tfjs.cjs';
import { registerCorrection } from '../bindings/composedKernel.js';

type Parameters = 'x' | 'mean' | 'variance' | 'scale' | 'offset';

/**
 * tfjs's kernels read parameters of any shape as vectors of the last axis. For another axis, where tfjs-layers reshapes
 * parameters to [1, C, 1, 1], the result is silently wrong.
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
