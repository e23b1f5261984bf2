import tf from '../../../tfjs/tfjs.cjs';
import type { Attributes } from '../attributes.js';
import { firstTensor, type KerasLayer, type KerasLayers, unary } from '../kerasLayer.js';
import { channelsFirst, channelsLast, toFirst, toLast } from './channelOrder.js';

type Kind = 'max' | 'average';

/** Pooling over windows and over complete images. */
export const poolingLayers: KerasLayers = {
  MaxPooling1D: pooling('max', 1),
  MaxPooling2D: pooling('max', 2),
  MaxPooling3D: pooling('max', 3),
  AveragePooling1D: pooling('average', 1),
  AveragePooling2D: pooling('average', 2),
  AveragePooling3D: pooling('average', 3),
  GlobalMaxPooling1D: global('max', 1),
  GlobalMaxPooling2D: global('max', 2),
  GlobalMaxPooling3D: global('max', 3),
  GlobalAveragePooling1D: global('average', 1),
  GlobalAveragePooling2D: global('average', 2),
  GlobalAveragePooling3D: global('average', 3),
  MaxPool1D: pooling('max', 1),
  MaxPool2D: pooling('max', 2),
  MaxPool3D: pooling('max', 3),
  AvgPool1D: pooling('average', 1),
  AvgPool2D: pooling('average', 2),
  AvgPool3D: pooling('average', 3),
  AdaptiveMaxPooling1D: adaptive('max', 1),
  AdaptiveMaxPooling2D: adaptive('max', 2),
  AdaptiveMaxPooling3D: adaptive('max', 3),
  AdaptiveAveragePooling1D: adaptive('average', 1),
  AdaptiveAveragePooling2D: adaptive('average', 2),
  AdaptiveAveragePooling3D: adaptive('average', 3),
};

function pooling(kind: Kind, axes: 1 | 2 | 3): KerasLayer {
  return ({ attributes }) => {
    const size = attributes.integers('pool_size', { length: axes, fallback: Array(axes).fill(2) });
    const strides = attributes.has('strides') ? attributes.integers('strides', { length: axes }) : size;
    const padding = attributes.choice('padding', ['valid', 'same'], 'valid');
    return channelsLast(attributes, (x) => {
      if (axes === 3) {
        const pool = kind === 'max' ? tf.maxPool3d : tf.avgPool3d;
        return pool(x as tf.Tensor5D, size as [number, number, number], strides as [number, number, number], padding);
      }
      const pool = kind === 'max' ? tf.maxPool : tf.avgPool;
      if (axes === 2) return pool(x as tf.Tensor4D, size as [number, number], strides as [number, number], padding);
      return pool(x.expandDims<tf.Tensor4D>(1), [1, size[0]!], [1, strides[0]!], padding).squeeze([1]);
    });
  };
}

function global(kind: Kind, axes: 1 | 2 | 3): KerasLayer {
  return ({ attributes }) => {
    const keepSides = attributes.flag('keepdims', false);
    const first = channelsFirst(attributes);
    const sides = Array.from({ length: axes }, (_, at) => at + (first ? 2 : 1));
    return ({ args, maskOf }) => {
      const x = firstTensor(args);
      if (kind === 'max') return tf.max(x, sides, keepSides);
      const mask = axes === 1 ? maskOf(x) : undefined;
      if (mask === undefined) return tf.mean(x, sides, keepSides);
      const weight = mask.expandDims(first ? 1 : 2);
      return x.mul(weight).sum(sides, keepSides).div(weight.sum(sides, keepSides));
    };
  };
}

/** One window per output, with sizes that differ by at most one. */
function adaptive(kind: Kind, axes: 1 | 2 | 3): KerasLayer {
  return ({ attributes }) => {
    const lengths = outputSize(attributes, axes);
    const first = channelsFirst(attributes);
    return unary((x) => {
      const last = first ? toLast(x) : x;
      const pooled = lengths.reduce((part, length, at) => poolAxis(part, at + 1, { kind, length }), last);
      return first ? toFirst(pooled) : pooled;
    });
  };
}

function outputSize(attributes: Attributes, axes: number): number[] {
  return attributes.integers('output_size', { length: axes });
}

function poolAxis(
  x: tf.Tensor,
  axis: number,
  { kind, length }: { readonly kind: Kind; readonly length: number },
): tf.Tensor {
  const from = x.shape[axis]!;
  const windows = Array.from({ length }, (_, at) => {
    const start = Math.floor((at * from) / length);
    const size = Math.ceil(((at + 1) * from) / length) - start;
    const window = x.slice(
      x.shape.map((_side, place) => (place === axis ? start : 0)),
      x.shape.map((side, place) => (place === axis ? size : side)),
    );
    return kind === 'max' ? tf.max(window, axis, true) : tf.mean(window, axis, true);
  });
  return tf.concat(windows, axis);
}
