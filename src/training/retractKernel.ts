import type { ParsevalRegularization } from '../contract/recipe.js';
import tf from '../tfjs/tfjs.cjs';

/**
 * One retraction step of Parseval regularisation (Cisse et al. 2017, section 4.1) on a tiled kernel [tiles, k, k, C, F], for each
 * tile's kernel matrix K [k^2 C x F] separately: (1 + beta) K - beta / scale^2 K K^T K. The caller owns the result.
 */
export function retractKernel(kernel: tf.Tensor, { beta, scale }: ParsevalRegularization): tf.Tensor {
  return tf.tidy(() => {
    const [tiles, side, , inputs, outputs] = kernel.shape as [number, number, number, number, number];
    const matrices = kernel.reshape<tf.Tensor3D>([tiles, side * side * inputs, outputs]);
    const correlations = tf.matMul(matrices, matrices, true, false);
    const pull = tf.matMul(matrices, correlations).mul(beta / scale ** 2);
    return matrices
      .mul(1 + beta)
      .sub(pull)
      .reshape(kernel.shape);
  });
}
