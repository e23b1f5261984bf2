import tf from '../../../tfjs/tfjs.cjs';
import { resizeImages } from '../../resizeImages.js';
import type { ResizeMethod } from '../../resizeMatrix.js';
import { type KerasLayer, type KerasLayers, type LayerParts, unary } from '../kerasLayer.js';
import { channelsLast } from './channelOrder.js';

const methods: readonly ResizeMethod[] = [
  'bilinear',
  'nearest',
  'bicubic',
  'area',
  'lanczos3',
  'lanczos5',
  'gaussian',
  'mitchellcubic',
];

/** Layers that change the size of images. */
export const resamplingLayers: KerasLayers = {
  UpSampling1D: upSampling(1),
  UpSampling2D: ({ attributes, dialect }) => {
    const [rows, columns] = attributes.integers('size', { length: 2, fallback: [2, 2] }) as [number, number];
    const method = attributes.choice('interpolation', methods, 'nearest');
    return channelsLast(attributes, (x) => {
      if (method === 'nearest') return repeated(repeated(x, 1, rows), 2, columns);
      const size = [x.shape[1]! * rows, x.shape[2]! * columns] as const;
      return resizeImages(x as tf.Tensor4D, size, { method, halfPixels: dialect !== 'tfjs' });
    });
  },
  UpSampling3D: upSampling(3),
  Resizing: resizing,
  CenterCrop: (parts) => {
    const size = sizeOf(parts);
    return channelsLast(parts.attributes, (x) => centreCrop(x as tf.Tensor4D, size));
  },
  // In test mode Keras 3 leaves images unchanged and Keras 2 crops them at the centre.
  RandomCrop: (parts) => {
    const size = sizeOf(parts);
    if (parts.dialect === 'keras3') return unary((x) => x.clone());
    return channelsLast(parts.attributes, (x) => smartResize(x as tf.Tensor4D, size, 'bilinear'));
  },
};

function upSampling(axes: 1 | 3): KerasLayer {
  return ({ attributes }) => {
    const size = attributes.integers('size', { length: axes, fallback: Array(axes).fill(2) });
    return channelsLast(attributes, (x) => size.reduce((part, times, at) => repeated(part, at + 1, times), x));
  };
}

/** Repeats each entry of an axis. */
function repeated(x: tf.Tensor, axis: number, times: number): tf.Tensor {
  if (times === 1) return x;
  const size = (sides: readonly number[]) => sides.reduce((product, side) => product * side, 1);
  const rows = x.reshape([size(x.shape.slice(0, axis + 1)), 1, size(x.shape.slice(axis + 1))]);
  return rows.tile([1, times, 1]).reshape(x.shape.map((side, place) => (place === axis ? side * times : side)));
}

type Size = readonly [number, number];

function sizeOf({ attributes }: LayerParts): Size {
  return [attributes.integer('height'), attributes.integer('width')];
}

function resizing(parts: LayerParts): ReturnType<KerasLayer> {
  const { attributes, dialect } = parts;
  const size = sizeOf(parts);
  const method = attributes.choice('interpolation', methods, 'bilinear');
  const antialias = attributes.flag('antialias', false);
  const crop = attributes.flag('crop_to_aspect_ratio', false);
  const pad = attributes.flag('pad_to_aspect_ratio', false);
  const fill = attributes.number('fill_value', 0);
  const options = { method, antialias, halfPixels: dialect !== 'tfjs' };
  return channelsLast(attributes, (x) => {
    const images = x as tf.Tensor4D;
    if (crop) return resizeImages(cropToRatio(images, size), size, options);
    return resizeImages(pad ? padToRatio(images, size, fill) : images, size, options);
  });
}

/** The largest centred crop with the aspect ratio of the given sides. */
function cropToRatio(x: tf.Tensor4D, [height, width]: Size): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const tall = Math.max(1, Math.min(rows, Math.trunc((columns * height) / width)));
  const wide = Math.max(1, Math.min(columns, Math.trunc((rows * width) / height)));
  const start = [0, Math.trunc((rows - tall) / 2), Math.trunc((columns - wide) / 2), 0];
  return x.slice(start as [number, number, number, number], [batch, tall, wide, channels]);
}

function padToRatio(x: tf.Tensor4D, [height, width]: Size, fill: number): tf.Tensor4D {
  const [, rows, columns] = x.shape;
  const above = Math.trunc((Math.max(rows, Math.trunc((columns * height) / width)) - rows) / 2);
  const beside = Math.trunc((Math.max(columns, Math.trunc((rows * width) / height)) - columns) / 2);
  const borders: [number, number][] = [
    [0, 0],
    [above, above],
    [beside, beside],
    [0, 0],
  ];
  return tf.pad(x, borders, fill);
}

function smartResize(x: tf.Tensor4D, size: Size, method: ResizeMethod): tf.Tensor4D {
  return resizeImages(cropToRatio(x, size), size, { method });
}

/** The centre, or the resized centre if an image is too small. */
function centreCrop(x: tf.Tensor4D, [height, width]: Size): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  if (rows < height || columns < width) return smartResize(x, [height, width], 'bilinear');
  const start = [0, Math.trunc((rows - height) / 2), Math.trunc((columns - width) / 2), 0];
  return x.slice(start as [number, number, number, number], [batch, height, width, channels]);
}
