import tf from '../../tfjs/tfjs.cjs';

/** A computation whose results must not depend on the build of the kernels. */
export interface Trial {
  /** The kernels and their shapes, named in messages. */
  readonly name: string;
  /** Results and gradients; runs within `tf.tidy`. */
  readonly compute: () => tf.Tensor[];
  /** The same to the bit, by other kernels. */
  readonly computeOtherwise?: () => tf.Tensor[];
}

/** Floats in [-1, 1), the same for the same seed and shape; every fourth is 0 if `sparse`, as after ReLU and pooling. */
export function floats<R extends tf.Rank>(seed: number, shape: tf.ShapeMap[R], sparse = false): tf.Tensor<R> {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  const first = Math.imul(seed + 1, 2246822519);
  for (let i = 0; i < values.length; i++) {
    const bits = Math.imul(i + 1, 2654435761) ^ first;
    const mixed = Math.imul(bits ^ (bits >>> 15), 3266489917) >>> 0;
    values[i] = sparse && mixed % 4 === 0 ? 0 : mixed / 2 ** 31 - 1;
  }
  return tf.tensor(values, shape, 'float32');
}

/** The results of `compute` and the gradients of its operands, for a given gradient of the result. */
export function withGradients(operands: tf.Tensor[], compute: (...operands: tf.Tensor[]) => tf.Tensor): tf.Tensor[] {
  const y = compute(...operands);
  return [y, ...tf.grads(compute)(operands, floats(99, y.shape, true))];
}
