import tf from '../../tfjs/tfjs.cjs';
import type { Gradient } from '../bindings/kernelRegistry.js';

const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

/** Scatter-adds rows: rows [N, ...] with int32 indices [N] gives [count, ...]. */
function addRows(rows: tf.Tensor, places: tf.Tensor1D, count: number): tf.Tensor {
  return tf.unsortedSegmentSum(rows, places, count);
}

/** Any axis and any number of batch axes; tfjs's gradient fails with more than one batch axis and on wasm. */
export const gather: Gradient<tf.GatherV2Attrs> = {
  name: 'GatherV2',
  inputsToSave: ['x', 'indices'],
  saveOutput: false,
  gradients: (dy, saved, { axis, batchDims = 0 }) => ({
    x: () =>
      tf.tidy(() => {
        const [x, indices] = saved as [tf.Tensor, tf.Tensor];
        const place = axis < 0 ? axis + x.rank : axis;
        const batchAxes = batchDims < 0 ? batchDims + indices.rank : batchDims;
        const batch = size(x.shape.slice(0, batchAxes));
        const outer = size(x.shape.slice(batchAxes, place));
        const length = x.shape[place]!;
        const inner = size(x.shape.slice(place + 1));
        const taken = indices.size / batch;
        const rows = dy.reshape([batch, outer, taken, inner]).transpose([0, 2, 1, 3]);
        const first = tf.range(0, batch * length, length, 'int32').reshape([batch, 1]);
        const places = indices.toInt().reshape([batch, taken]).add(first).toInt().reshape([-1]) as tf.Tensor1D;
        const sums = addRows(rows.reshape([batch * taken, outer * inner]), places, batch * length);
        return sums.reshape([batch, length, outer, inner]).transpose([0, 2, 1, 3]).reshape(x.shape);
      }),
  }),
};

export const gatherNd: Gradient<object> = {
  name: 'GatherNd',
  inputsToSave: ['params', 'indices'],
  saveOutput: false,
  gradients: (dy, saved) => ({
    params: () =>
      tf.tidy(() => {
        const [params, indices] = saved as [tf.Tensor, tf.Tensor];
        const depth = indices.shape.at(-1)!;
        const sides = params.shape.slice(0, depth);
        const steps = sides.map((_, at) => size(sides.slice(at + 1)));
        const places = indices.reshape([-1, depth]).toInt().mul(tf.tensor1d(steps, 'int32')).sum(1).toInt();
        const rows = dy.reshape([places.size, size(params.shape.slice(depth))]);
        return addRows(rows, places as tf.Tensor1D, size(sides)).reshape(params.shape);
      }),
  }),
};

export const scatterNd: Gradient<object> = {
  name: 'ScatterNd',
  inputsToSave: ['indices'],
  saveOutput: false,
  gradients: (dy, [indices]) => ({ updates: () => tf.gatherND(dy, indices!) }),
};

export const tensorScatterUpdate: Gradient<object> = {
  name: 'TensorScatterUpdate',
  inputsToSave: ['indices', 'updates'],
  saveOutput: false,
  gradients: (dy, saved) => {
    const [indices, updates] = saved as [tf.Tensor, tf.Tensor];
    return {
      tensor: () => tf.tidy(() => tf.tensorScatterUpdate(dy, indices, tf.zerosLike(updates))),
      updates: () => tf.gatherND(dy, indices),
    };
  },
};

/** Scatters the gradients of the largest values to their indices. */
export function registerTopKGradient(): void {
  tf.registerGradient({
    kernelName: 'TopK',
    inputsToSave: ['x'],
    outputsToSave: [false, true],
    gradFunc: (dys, saved) => ({
      x: () =>
        tf.tidy(() => {
          const [x, indices] = saved as [tf.Tensor, tf.Tensor];
          const length = x.shape.at(-1)!;
          const k = indices.shape.at(-1)!;
          const rows = x.size / length;
          const first = tf.range(0, rows * length, length, 'int32').reshape([rows, 1]);
          const places = indices.reshape([rows, k]).add(first).toInt().reshape([-1]) as tf.Tensor1D;
          return addRows((dys as tf.Tensor[])[0]!.reshape([-1, 1]), places, rows * length).reshape(x.shape);
        }),
    }),
  });
}
