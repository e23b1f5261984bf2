import tf from '../../tfjs/tfjs.cjs';

/** Sums the gradient of a broadcast operand over the broadcast axes. */
export function reduceTo(gradient: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const axes = tf.backend_util.getReductionAxes([...shape], gradient.shape);
  return (axes.length === 0 ? gradient : gradient.sum(axes)).reshape([...shape]);
}
