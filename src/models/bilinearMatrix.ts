import tf from '../tfjs/tfjs.cjs';

/**
 * [to, from]: each row interpolates linearly between the two of `from` samples nearest to its centre, sample i covering [i, i +
 * 1]; beyond the outermost centres the border sample is repeated. The caller owns the matrix.
 */
export function bilinearMatrix(from: number, to: number): tf.Tensor2D {
  const values = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    const centre = Math.min(Math.max(((row + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(centre);
    const high = Math.min(low + 1, from - 1);
    values[row * from + low]! += 1 - (centre - low);
    values[row * from + high]! += centre - low;
  }
  return tf.tensor2d(values, [to, from]);
}
