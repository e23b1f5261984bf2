import tf from '../../tfjs/tfjs.cjs';
import { type PlainKernel, type PlainTensor, registerPlain } from '../bindings/plainKernel.js';

type PoolAttributes = Pick<tf.AvgPool3DAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;
type Info = tf.backend_util.Conv3DInfo;

function infoOf(shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttributes): Info {
  const images = shape as [number, number, number, number, number];
  return tf.backend_util.computePool3DInfo(images, filterSize, strides, 1, pad, dimRoundingMode, 'NDHWC');
}

function shapeOf(shape: readonly number[], attributes: PoolAttributes): number[] {
  const { batchSize, outDepth, outHeight, outWidth, outChannels } = infoOf(shape, attributes);
  return [batchSize, outDepth, outHeight, outWidth, outChannels];
}

/** One channel of a window: indices of its units in x and its index in y. */
type Visit = (units: readonly number[], out: number) => void;

/** Visits every window and channel; units outside the image are skipped. */
function eachWindow(shape: readonly number[], attributes: PoolAttributes, visit: Visit): void {
  const info = infoOf(shape, attributes);
  const { batchSize, inDepth, inHeight, inWidth, inChannels, padInfo } = info;
  let out = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let i = 0; i < info.outDepth; i++) {
      const depths = under(i, { stride: info.strideDepth, size: info.filterDepth, pad: padInfo.front, side: inDepth });
      for (let j = 0; j < info.outHeight; j++) {
        const rows = under(j, { stride: info.strideHeight, size: info.filterHeight, pad: padInfo.top, side: inHeight });
        for (let k = 0; k < info.outWidth; k++) {
          const columns = under(k, {
            stride: info.strideWidth,
            size: info.filterWidth,
            pad: padInfo.left,
            side: inWidth,
          });
          const pixels = depths.flatMap((depth) =>
            rows.flatMap((row) =>
              columns.map((column) => ((image * inDepth + depth) * inHeight + row) * inWidth + column),
            ),
          );
          for (let channel = 0; channel < inChannels; channel++) {
            visit(
              pixels.map((pixel) => pixel * inChannels + channel),
              out++,
            );
          }
        }
      }
    }
  }
}

/** Positions along an axis in a window. Negative padding, which tfjs gives if strides leave gaps, counts as 0. */
function under(
  at: number,
  {
    stride,
    size,
    pad,
    side,
  }: { readonly stride: number; readonly size: number; readonly pad: number; readonly side: number },
): number[] {
  const from = at * stride - Math.max(pad, 0);
  return Array.from({ length: size }, (_, step) => from + step).filter((place) => place >= 0 && place < side);
}

function firstGreatest(units: readonly number[], { values }: PlainTensor): number {
  return units.reduce((best, unit) => (values[unit]! > values[best]! ? unit : best));
}

const averagePool: PlainKernel<'x', PoolAttributes> = {
  name: 'AvgPool3D',
  shapeOf: ({ x }, attributes) => shapeOf(x, attributes),
  fill: (out, { x }, attributes) =>
    eachWindow(x.shape, attributes, (units, place) => {
      out[place] = units.reduce((sum, unit) => sum + x.values[unit]!, 0) / units.length;
    }),
};

const averagePoolGradient: PlainKernel<'dy' | 'input', PoolAttributes> = {
  name: 'AvgPool3DGrad',
  shapeOf: ({ input }) => [...input],
  fill: (out, { dy, input }, attributes) =>
    eachWindow(input.shape, attributes, (units, place) => {
      for (const unit of units) out[unit]! += dy.values[place]! / units.length;
    }),
};

const maxPool: PlainKernel<'x', PoolAttributes> = {
  name: 'MaxPool3D',
  shapeOf: ({ x }, attributes) => shapeOf(x, attributes),
  fill: (out, { x }, attributes) =>
    eachWindow(x.shape, attributes, (units, place) => {
      out[place] = x.values[firstGreatest(units, x)]!;
    }),
};

const maxPoolGradient: PlainKernel<'dy' | 'input' | 'output', PoolAttributes> = {
  name: 'MaxPool3DGrad',
  shapeOf: ({ input }) => [...input],
  fill: (out, { dy, input }, attributes) =>
    eachWindow(input.shape, attributes, (units, place) => {
      out[firstGreatest(units, input)]! += dy.values[place]!;
    }),
};

/**
 * Replaces tfjs's 3-D pooling on cpu and wasm: it starts outside the volume if strides exceed the window with padding `same`, and
 * its average gradient counts the padding.
 */
export function registerPool3d(backend: 'cpu' | 'wasm'): void {
  registerPlain(averagePool, backend);
  registerPlain(averagePoolGradient, backend);
  registerPlain(maxPool, backend);
  registerPlain(maxPoolGradient, backend);
}
