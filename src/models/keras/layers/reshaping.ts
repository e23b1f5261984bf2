import tf from '../../../tfjs/tfjs.cjs';
import type { Attributes } from '../attributes.js';
import { type KerasLayer, type KerasLayers, unary, withJoint } from '../kerasLayer.js';
import { channelsFirst, channelsLast, toLast } from './channelOrder.js';

/** Layers that rearrange values without changing them. */
export const reshapingLayers: KerasLayers = {
  Flatten: ({ attributes }) => {
    const first = channelsFirst(attributes);
    return unary((x) => (first && x.rank > 2 ? toLast(x) : x).reshape([x.shape[0]!, -1]));
  },
  Reshape: ({ attributes }) => {
    const shape = attributes.integers('target_shape');
    return unary((x) => x.reshape([x.shape[0]!, ...shape]));
  },
  Permute: ({ attributes }) => {
    const axes = attributes.integers('dims');
    return unary((x) => x.transpose([0, ...axes]));
  },
  RepeatVector: ({ attributes }) => {
    const count = attributes.integer('n');
    return unary((x) => x.expandDims(1).tile([1, count, 1]));
  },
  ZeroPadding1D: padding(1),
  ZeroPadding2D: padding(2),
  ZeroPadding3D: padding(3),
  Cropping1D: cropping(1),
  Cropping2D: cropping(2),
  Cropping3D: cropping(3),
};

type Border = [number, number];

function padding(axes: number): KerasLayer {
  return ({ attributes }) => {
    const borders = bordersOf(attributes, 'padding', axes);
    const layer = channelsLast(attributes, (x) => tf.pad(x, [[0, 0], ...borders, [0, 0]]));
    if (axes !== 2 || channelsFirst(attributes)) return layer;
    return withJoint(layer, { kind: 'padding', borders: [borders[0]!, borders[1]!] });
  };
}

function cropping(axes: number): KerasLayer {
  return ({ attributes }) => {
    const borders: Border[] = [[0, 0], ...bordersOf(attributes, 'cropping', axes), [0, 0]];
    return channelsLast(attributes, (x) =>
      x.slice(
        borders.map(([before]) => before),
        borders.map(([before, after], axis) => x.shape[axis]! - before - after),
      ),
    );
  };
}

/** One number for all sides, one per axis, or two per axis. */
function bordersOf(attributes: Attributes, key: string, axes: number): Border[] {
  const found = attributes.has(key) ? attributes.numbers(key) : [1];
  if (found.some((side) => !Number.isInteger(side) || side < 0)) throw attributes.fault(key, 'whole numbers from 0');
  const pair = axes === 1 && found.length === 2;
  if (found.length === 2 * axes || pair) {
    return Array.from({ length: axes }, (_, at) => [found[2 * at]!, found[2 * at + 1]!]);
  }
  if (found.length !== 1 && found.length !== axes) throw attributes.fault(key, `1, ${axes} or ${2 * axes} numbers`);
  return Array.from({ length: axes }, (_, at) => Array(2).fill(found[at] ?? found[0]!) as Border);
}
