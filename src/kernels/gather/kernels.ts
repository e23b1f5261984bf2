import tf from '../../tfjs/tfjs.cjs';
import { registerCorrection } from '../bindings/composedKernel.js';
import { type PlainKernel, registerPlain } from '../bindings/plainKernel.js';

const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

/** x [N, ...] and indices [N]: sums of the rows of each index; indices out of range are dropped. */
const unsortedSegmentSum: PlainKernel<'x' | 'segmentIds', tf.UnsortedSegmentSumAttrs> = {
  name: 'UnsortedSegmentSum',
  shapeOf: ({ x, segmentIds }, { numSegments }) => [numSegments, ...x.slice(segmentIds.length)],
  fill: (out, { x, segmentIds }, { numSegments }) => {
    const width = size(x.shape.slice(segmentIds.shape.length));
    for (const [row, place] of segmentIds.values.entries()) {
      if (place < 0 || place >= numSegments) continue;
      for (let column = 0; column < width; column++) out[place * width + column]! += x.values[row * width + column]!;
    }
  },
};

/** tfjs-wasm has no UnsortedSegmentSum, which gradients of gather need. */
export function registerSegmentSumWasm(): void {
  registerPlain(unsortedSegmentSum, 'wasm');
}

/** tfjs-wasm gathers wrong rows if there are batch axes. */
export function registerGatherWasm(): void {
  registerCorrection<'x' | 'indices', tf.GatherV2Attrs>(
    { name: 'GatherV2', backend: 'wasm' },
    ({ x, indices }, { axis, batchDims = 0 }) => {
      const batchAxes = batchDims < 0 ? batchDims + indices.rank : batchDims;
      if (batchAxes === 0) return null;
      const place = axis < 0 ? axis + x.rank : axis;
      const batch = size(x.shape.slice(0, batchAxes));
      const outer = size(x.shape.slice(batchAxes, place));
      const length = x.shape[place]!;
      const inner = size(x.shape.slice(place + 1));
      const rows = x
        .reshape([batch, outer, length, inner])
        .transpose([0, 2, 1, 3])
        .reshape([batch * length, -1]);
      const first = Int32Array.from({ length: batch }, (_, at) => at * length);
      const places = indices
        .reshape([batch, -1])
        .add(tf.tensor(first, [batch, 1], 'int32'))
        .toInt()
        .reshape([-1]);
      const taken = rows
        .gather(places as tf.Tensor1D)
        .reshape([batch, -1, outer, inner])
        .transpose([0, 2, 1, 3]);
      return taken.reshape([
        ...x.shape.slice(0, place),
        ...indices.shape.slice(batchAxes),
        ...x.shape.slice(place + 1),
      ]);
    },
  );
}

/** TensorFlow's op does not accept a negative axis, which tfjs-node passes. */
export function registerGatherTensorflow(): void {
  registerCorrection<'x' | 'indices', tf.GatherV2Attrs>(
    { name: 'GatherV2', backend: 'tensorflow' },
    ({ x, indices }, { axis, batchDims }) =>
      axis < 0 ? (x.gather(indices as tf.Tensor1D, axis + x.rank, batchDims) as tf.Tensor) : null,
  );
}
