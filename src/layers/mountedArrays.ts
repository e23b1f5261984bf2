import { nameKey, purposes, randomStream } from '../base/random.js';
import { type AnalogOperands, analogConvolution } from '../kernels/analogConvolution/analogConvolution.js';
import type { ArrayReading } from '../kernels/analogConvolution/names.js';
import type { NormalizedPooling } from '../kernels/convolution/poolJob.js';
import type { TiledConv2dOptions } from '../kernels/tiledConv2d/tiledConv2d.js';
import tf from '../tfjs/tfjs.cjs';
import { type ForwardOptions, requireDraw } from './drawKey.js';

/** The analog arrays that compute a layer's convolution in place of its kernels. */
export interface MountedArrays {
  /** The layer's name in the model, with those of the models around it. */
  readonly layer: string;
  readonly operands: Omit<AnalogOperands, 'biases'>;
  readonly reading: ArrayReading;
  /** Chip and time in milliseconds: their passes have different noise. */
  readonly pass: readonly [chip: number, milliseconds: number];
}

/** How a layer calls its arrays. */
export type MountedCall = TiledConv2dOptions & {
  readonly biases: tf.Tensor2D;
  readonly options: ForwardOptions;
  readonly pooling?: NormalizedPooling;
};

/**
 * A pass of x [B x parts, H, W, C] through a layer's arrays; the entries of an image follow each other. Its noise is fixed by the
 * draw and its image.
 */
export function passArrays(
  x: tf.Tensor4D,
  { layer, operands, reading, pass }: MountedArrays,
  { biases, options, ...how }: MountedCall,
): tf.Tensor4D {
  return tf.tidy(() => {
    const noisy = reading.outputNoise > 0 || reading.weightNoise > 0;
    const entries = x.shape[0];
    const values = noisy ? noiseKeys(layer, { options, entries, pass }) : new Int32Array(2 * entries);
    const keys = tf.tensor2d(values, [entries, 2], 'int32');
    return analogConvolution(x, { ...operands, biases }, { ...how, reading, keys });
  });
}

function noiseKeys(
  layer: string,
  {
    options,
    entries,
    pass,
  }: { readonly options: ForwardOptions; readonly entries: number; readonly pass: MountedArrays['pass'] },
): Int32Array {
  const { seed, purpose, images, draw } = requireDraw(layer, options, options.draw?.images.length ?? entries);
  const parts = entries / images.length;
  if (!Number.isInteger(parts))
    throw new Error(`layer '${layer}': ${images.length} image ids for a batch of ${entries}`);
  const keys = new Int32Array(2 * entries);
  for (let entry = 0; entry < entries; entry++) {
    const image = images[Math.floor(entry / parts)]!;
    const own = [purposes[purpose], nameKey(layer), ...pass, image, draw, entry % parts];
    const stream = randomStream(seed, 'analogPass', ...own);
    keys.set([stream.int(2 ** 31), stream.int(2 ** 31)], 2 * entry);
  }
  return keys;
}
