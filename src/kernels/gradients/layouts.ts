import tf from '../../tfjs/tfjs.cjs';
import type { Gradient } from '../bindings/kernelRegistry.js';

/** Sums repeated values axis by axis; tfjs's gradient supports only rank 4. */
export const tile: Gradient<tf.TileAttrs> = {
  name: 'Tile',
  inputsToSave: ['x'],
  saveOutput: false,
  gradients: (dy, [x], { reps }) => ({
    x: () =>
      tf.tidy(() => {
        const { shape } = x!;
        const sum = reps.reduce((repeated, times, axis) => {
          if (times === 1) return repeated;
          const before = size(shape.slice(0, axis));
          const after = size(repeated.shape.slice(axis + 1));
          const apart = repeated.reshape([before, times, shape[axis]!, after]).sum(1);
          return apart.reshape([...shape.slice(0, axis + 1), ...repeated.shape.slice(axis + 1)]);
        }, dy);
        return sum.reshape(shape);
      }),
  }),
};

/** Scatters each gradient to its source position, zeros elsewhere; tfjs has none. */
export const stridedSlice: Gradient<tf.StridedSliceAttrs> = {
  name: 'StridedSlice',
  inputsToSave: ['x'],
  saveOutput: false,
  gradients: (dy, [x], attributes) => ({
    x: () =>
      tf.tidy(() => {
        const { shape } = x!;
        const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
        const span = tf.slice_util.sliceInfo(
          shape,
          begin,
          end,
          strides,
          beginMask,
          endMask,
          ellipsisMask,
          newAxisMask,
          shrinkAxisMask,
        );
        const counts = tf.slice_util.computeOutShape(span.begin, span.end, span.strides);
        if (counts.some((count) => count === 0)) return tf.zeros(shape);
        return shape.reduce<tf.Tensor>(
          (gradient, length, axis) =>
            spreadAxis(gradient, axis, { length, begin: span.begin[axis]!, stride: span.strides[axis]! }),
          dy.reshape(counts),
        );
      }),
  }),
};

function spreadAxis(
  dy: tf.Tensor,
  axis: number,
  { length, begin, stride }: { readonly length: number; readonly begin: number; readonly stride: number },
): tf.Tensor {
  const count = dy.shape[axis]!;
  const step = Math.abs(stride);
  const [before, after] = [dy.shape.slice(0, axis), dy.shape.slice(axis + 1)];
  const ordered = stride < 0 && count > 1 ? tf.reverse(dy, axis) : dy;
  const columns = ordered.reshape([size(before), count, 1, size(after)]);
  const apart = tf
    .pad(columns, [
      [0, 0],
      [0, 0],
      [0, step - 1],
      [0, 0],
    ])
    .reshape([size(before), count * step, size(after)]);
  const span = (count - 1) * step + 1;
  const first = stride < 0 ? begin + (count - 1) * stride : begin;
  const placed = tf.pad(tf.slice(apart, [0, 0, 0], [-1, span, -1]), [
    [0, 0],
    [first, length - first - span],
    [0, 0],
  ]);
  return placed.reshape([...before, length, ...after]);
}

/** The reverse rearrangement; tfjs has none. */
export const depthToSpace: Gradient<tf.DepthToSpaceAttrs> = {
  name: 'DepthToSpace',
  inputsToSave: ['x'],
  saveOutput: false,
  gradients: (dy, [x], { blockSize, dataFormat }) => ({
    x: () =>
      tf.tidy(() => {
        const channelsLast = dataFormat === 'NHWC';
        const [batch, ...sides] = dy.shape as [number, number, number, number];
        const [height, width, depth] = channelsLast ? sides : [sides[1]!, sides[2]!, sides[0]!];
        const blocks = [height / blockSize, blockSize, width / blockSize, blockSize];
        const apart = channelsLast
          ? dy.reshape([batch, ...blocks, depth]).transpose([0, 1, 3, 2, 4, 5])
          : dy.reshape([batch, depth, ...blocks]).transpose([0, 3, 5, 1, 2, 4]);
        return apart.reshape(x!.shape);
      }),
  }),
};

/** Non-float types have no gradient: they are piecewise constant. */
export const cast: Gradient<tf.CastAttrs> = {
  name: 'Cast',
  inputsToSave: [],
  saveOutput: false,
  gradients: (dy, _, { dtype }) => ({ x: () => (dtype === 'float32' ? dy.clone() : tf.zerosLike(dy)) }),
};

function size(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
