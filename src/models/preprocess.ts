import type * as tf from '@tensorflow/tfjs';
import { UserError } from '../base/errors.js';
import type { Preprocessing } from '../contract/modelReading.js';
import { bilinearMatrix } from './bilinearMatrix.js';

type ImageShape = readonly [number, number, number];

/** A differentiable way from pixels [B, H, W, C] in [0, 1] to what a model takes. */
export interface Preprocessor {
  /** Of one image at the model's input. */
  readonly shape: ImageShape;
  /** The result belongs to the caller (under `tf.tidy`, as it makes intermediate tensors). */
  readonly apply: (pixels: tf.Tensor4D) => tf.Tensor4D;
}

/** Checks the steps against the images' height, width and channels. Throws `UserError` where they do not fit. */
export function preprocess(path: string, steps: Preprocessing, [height, width, channels]: ImageShape): Preprocessor {
  const perChannel = (['scale', 'offset', 'mean', 'std'] as const).filter((key) => Array.isArray(steps[key]));
  for (const key of perChannel) {
    const { length } = steps[key] as readonly number[];
    if (length === channels) continue;
    throw new UserError({
      where: `${path}, preprocessing.${key}`,
      expected: `one number, or ${channels}, one for each channel of the data set`,
      found: `${length} numbers`,
    });
  }
  if (steps.channels === 'bgr' && channels !== 3) {
    const found = `${channels} channel${channels === 1 ? '' : 's'}`;
    throw new UserError({ where: `${path}, preprocessing.channels`, expected: 'images of 3 channels for bgr', found });
  }
  const size = [steps.resize?.height ?? height, steps.resize?.width ?? width] as const;
  return {
    shape: steps.layout === 'nchw' ? [channels, ...size] : [...size, channels],
    apply: (pixels) => transform(pixels, steps),
  };
}

function transform(
  pixels: tf.Tensor4D,
  { resize, channels, scale, offset, mean, std, layout }: Preprocessing,
): tf.Tensor4D {
  let x: tf.Tensor4D = pixels;
  if (resize !== undefined) x = resizeBilinear(x, resize.height, resize.width);
  if (channels === 'bgr') x = x.reverse(3) as tf.Tensor4D;
  if (scale !== undefined) x = x.mul(numbers(scale));
  if (offset !== undefined) x = x.add(numbers(offset));
  if (mean !== undefined) x = x.sub(numbers(mean));
  if (std !== undefined) x = x.div(numbers(std));
  return layout === 'nchw' ? x.transpose<tf.Tensor4D>([0, 3, 1, 2]) : x;
}

function numbers(value: number | readonly number[]): number | number[] {
  return typeof value === 'number' ? value : [...value];
}

/** Pixel centres at halves, no antialiasing: two products with matrices, whose gradient is exact. */
function resizeBilinear(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const byRow = bilinearMatrix(rows, height).matMul(x.transpose([1, 0, 2, 3]).reshape([rows, -1]));
  const tall = byRow.reshape([height, batch, columns, channels]).transpose([2, 1, 0, 3]);
  const byColumn = bilinearMatrix(columns, width).matMul(tall.reshape([columns, -1]));
  return byColumn.reshape<tf.Tensor4D>([width, batch, height, channels]).transpose([1, 2, 0, 3]);
}
