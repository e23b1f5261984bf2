import { saturate } from '../../base/saturate.js';
import tf from '../../tfjs/tfjs.cjs';
import { registerCorrection } from '../bindings/composedKernel.js';

interface ReductionAttributes {
  /** Of Max; the others say `axis`. */
  readonly reductionIndices?: number | number[];
  readonly axis?: number | number[];
  readonly keepDims: boolean;
}

/** What each reduction is of no values at all. */
const ofNothing: Readonly<Record<string, number>> = {
  Sum: 0,
  Mean: Number.NaN,
  Prod: 1,
  Max: Number.NEGATIVE_INFINITY,
  Min: Number.POSITIVE_INFINITY,
  Any: 0,
  All: 1,
};

/** More values than this are added in blocks. */
const longest = 4096;
const block = 64;

/**
 * Corrects tfjs's reductions. Over no values they give numbers of other memory on wasm and an error or zero on cpu. And tfjs-wasm adds all values into
 * one float, so that the mean of a million is wrong in the third digit: here sums of more than 4,096 values are sums of sums of 64.
 */
export function registerReductions(backend: 'cpu' | 'wasm'): void {
  for (const [name, identity] of Object.entries(ofNothing)) {
    const isSum = backend === 'wasm' && (name === 'Sum' || name === 'Mean');
    registerCorrection<'x', ReductionAttributes>({ name, backend }, ({ x }, attributes) => {
      const size = tf.util.sizeFromShape(x.shape);
      if (size > 0 && !(isSum && size > longest)) return null;
      const axes = tf.util.parseAxisParam(attributes.reductionIndices ?? attributes.axis!, x.shape);
      const [kept, reduced] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes);
      const count = tf.util.sizeFromShape(reduced);
      const shape = attributes.keepDims ? tf.backend_util.expandShapeToKeepDim(kept, axes) : kept;
      if (count === 0) return identityOf(x.dtype, shape, identity);
      if (!isSum || count <= longest || x.dtype !== 'float32') return null;
      const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
      const rows = x.transpose([...others, ...axes]).reshape([tf.util.sizeFromShape(kept), count]) as tf.Tensor2D;
      const sums = blockedSums(rows);
      return (name === 'Sum' ? sums : sums.div(count)).reshape(shape);
    });
  }
}

/** The sum of each row. */
function blockedSums(rows: tf.Tensor2D): tf.Tensor1D {
  const [count, length] = rows.shape;
  if (length <= block) return rows.sum(1);
  const blocks = Math.ceil(length / block);
  const padded = rows.pad([
    [0, 0],
    [0, blocks * block - length],
  ]);
  return blockedSums(
    padded
      .reshape([count * blocks, block])
      .sum(1)
      .reshape([count, blocks]) as tf.Tensor2D,
  );
}

/** An integer's extremes are those of its type, as in TensorFlow. */
function identityOf(dtype: tf.DataType, shape: number[], identity: number): tf.Tensor {
  if (dtype === 'bool') return tf.fill(shape, identity).toBool();
  if (dtype === 'int32') return tf.fill(shape, saturate(identity), 'int32');
  return tf.fill(shape, identity);
}
