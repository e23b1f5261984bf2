import { UserError } from '../base/errors.js';
import type { Preprocessing } from '../contract/modelReading.js';
import type tf from '../tfjs/tfjs.cjs';
import { bilinearMatrix } from './bilinearMatrix.js';

type ImageShape = readonly [number, number, number];

/** Differentiable preprocessing from pixels [B, H, W, C] in [0, 1] to a model's input. */
export interface Preprocessor {
  /** Shape of one image at the model's input. */
  readonly shape: ImageShape;
  /** The caller owns the result (use `tf.tidy`, because it creates intermediate tensors). */
  readonly apply: (pixels: tf.Tensor4D) => tf.Tensor4D;
}

/** Checks the steps against the images' height, width and channels. Throws `UserError` if they do not fit. */
export function preprocess(path: string, steps: Preprocessing, [height, width, given]: ImageShape): Preprocessor {
  const channels = channelsAfter(path, steps, given);
  const perChannel = (['scale', 'offset', 'mean', 'std'] as const).filter((key) => Array.isArray(steps[key]));
  for (const key of perChannel) {
    const { length } = steps[key] as readonly number[];
    if (length === channels) continue;
    throw new UserError({
      where: `${path}, preprocessing.${key}`,
      expected: `one number, or ${channels}, one for each channel of the model's input`,
      found: `${length} numbers`,
    });
  }
  const size = [steps.resize?.height ?? height, steps.resize?.width ?? width] as const;
  return {
    shape: steps.layout === 'nchw' ? [channels, ...size] : [...size, channels],
    apply: (pixels) => transform(pixels, steps),
  };
}

/** The model's number of channels. Throws `UserError` if the images cannot be converted. */
function channelsAfter(path: string, { channels }: Preprocessing, given: number): number {
  if (channels === undefined || (channels === 'bgr' ? given === 3 : given === 1 || given === 3)) {
    return channels === undefined ? given : channels === 'grey' ? 1 : 3;
  }
  throw new UserError({
    where: `${path}, preprocessing.channels`,
    expected: channels === 'bgr' ? 'images of 3 channels for bgr' : `images of 1 or 3 channels for ${channels}`,
    found: `${given} channel${given === 1 ? '' : 's'}`,
  });
}

function transform(
  pixels: tf.Tensor4D,
  { resize, channels, scale, offset, mean, std, layout }: Preprocessing,
): tf.Tensor4D {
  let x: tf.Tensor4D = pixels;
  if (resize !== undefined) x = resizeBilinear(x, resize.height, resize.width);
  x = inChannels(x, channels);
  if (scale !== undefined) x = x.mul(numbers(scale));
  if (offset !== undefined) x = x.add(numbers(offset));
  if (mean !== undefined) x = x.sub(numbers(mean));
  if (std !== undefined) x = x.div(numbers(std));
  return layout === 'nchw' ? x.transpose<tf.Tensor4D>([0, 3, 1, 2]) : x;
}

/** Luma weights of red, green and blue (ITU-R BT.601), as in Pillow's `L`. */
const lumaWeights = [0.299, 0.587, 0.114];

function inChannels(x: tf.Tensor4D, channels: Preprocessing['channels']): tf.Tensor4D {
  const given = x.shape[3];
  if (channels === 'bgr') return x.reverse(3) as tf.Tensor4D;
  if (channels === 'rgb' && given === 1) return x.tile([1, 1, 1, 3]);
  return channels === 'grey' && given === 3 ? x.mul(lumaWeights).sum<tf.Tensor4D>(3, true) : x;
}

function numbers(value: number | readonly number[]): number | number[] {
  return typeof value === 'number' ? value : [...value];
}

/** Half-pixel centres, no antialiasing: two matrix products with an exact gradient. */
function resizeBilinear(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const byRow = bilinearMatrix(rows, height).matMul(x.transpose([1, 0, 2, 3]).reshape([rows, -1]));
  const tall = byRow.reshape([height, batch, columns, channels]).transpose([2, 1, 0, 3]);
  const byColumn = bilinearMatrix(columns, width).matMul(tall.reshape([columns, -1]));
  return byColumn.reshape<tf.Tensor4D>([width, batch, height, channels]).transpose([1, 2, 0, 3]);
}
