import { UserError } from '../base/errors.js';
import type { ForwardOptions } from '../layers/drawKey.js';
import { type MountedArrays, passArrays } from '../layers/mountedArrays.js';
import { singleInput } from '../layers/singleInput.js';
import tf from '../tfjs/tfjs.cjs';

/** Fields of tfjs's convolutions and dense layers, which are not exported. */
interface StockLayer extends tf.layers.Layer {
  readonly strides?: readonly number[];
  readonly dilationRate?: readonly number[];
  readonly padding?: string;
  readonly dataFormat?: string;
  readonly groups?: number;
  readonly activation: { apply(x: tf.Tensor): tf.Tensor } | null;
  readonly bias: tf.LayerVariable | null;
}

/**
 * Lets analog arrays compute a stock convolution or dense layer: images of one row for one axis, of one pixel for a dense layer.
 * Throws `UserError`, naming `path`, for a convolution that arrays do not compute here.
 */
export function mountLayer(path: string, layer: tf.layers.Layer, arrays: MountedArrays): void {
  const stock = layer as StockLayer;
  refuseUnusual(path, stock);
  const outputs = arrays.operands.weights.shape[4];
  stock.call = (inputs, options) =>
    tf.tidy(() => {
      const x = singleInput(inputs);
      const images = imagesOf(x, stock);
      const biases =
        stock.bias == null ? tf.zeros<tf.Rank.R2>([1, outputs]) : stock.bias.read().expandDims<tf.Tensor2D>(0);
      const strides = [1, 1, ...(stock.strides ?? [])].slice(-2) as [number, number];
      const padding = (stock.padding ?? 'valid') as 'same' | 'valid';
      const side = (at: 1 | 2) =>
        outputSide(images.shape[at], arrays.operands.weights.shape[at], { stride: strides[at - 1]!, padding });
      const assignment = tf.zeros<tf.Rank.R2>([1, side(1) * side(2)], 'int32');
      const how = { assignment, strides, padding, activation: 'linear' as const };
      const y = passArrays(images, arrays, { ...how, biases, options: options as ForwardOptions });
      const places = stock.strides === undefined ? x.shape.slice(1, -1) : y.shape.slice(5 - x.rank, 3);
      const placed = y.reshape([x.shape[0]!, ...places, outputs]);
      return stock.activation == null ? placed : stock.activation.apply(placed);
    });
}

/** [B, H, W, C] of any inputs: the axes that lack are of length 1. */
function imagesOf(x: tf.Tensor, { strides }: StockLayer): tf.Tensor4D {
  const [batch, ...sides] = x.shape as [number, ...number[]];
  const channels = sides.at(-1)!;
  const places = sides.slice(0, -1);
  if (strides === undefined)
    return x.reshape([batch, 1, places.reduce((product, side) => product * side, 1), channels]);
  return x.reshape([batch, ...([1, 1, ...places].slice(-2) as [number, number]), channels]);
}

function outputSide(
  length: number,
  kernel: number,
  { stride, padding }: { readonly stride: number; readonly padding: 'same' | 'valid' },
): number {
  return Math.ceil((padding === 'same' ? length : length - kernel + 1) / stride);
}

function refuseUnusual(path: string, { name, dilationRate = [], padding, dataFormat, groups = 1 }: StockLayer): void {
  const found = [
    ...(dilationRate.some((rate) => rate !== 1) ? ['a dilation'] : []),
    ...(padding === 'causal' ? ['causal padding'] : []),
    ...(dataFormat === 'channelsFirst' ? ['channels first'] : []),
    ...(groups === 1 ? [] : [`${groups} groups`]),
  ];
  if (found.length === 0) return;
  throw new UserError({
    where: `${path}, layer '${name}'`,
    expected: 'a convolution of one group, channels last, without dilation, where converters are simulated',
    found: found.join(' and '),
    remedy: 'leave converters, noise of passes and "gradient" out, or use another model',
  });
}
