import tf from '../../../tfjs/tfjs.cjs';

/**
 * A function whose gradient is zero, such as a comparison. tfjs has no gradient for most of these and throws if one is between
 * pixels and outputs.
 */
export function flat(f: (...tensors: tf.Tensor[]) => tf.Tensor, ...tensors: tf.Tensor[]): tf.Tensor {
  const run = tf.customGrad((...all: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const inputs = all.slice(0, -1) as tf.Tensor[];
    const shapes = inputs.map(({ shape }) => [...shape]);
    return { value: f(...inputs), gradFunc: () => shapes.map((shape) => tf.zeros(shape)) };
  });
  return run(...tensors);
}
