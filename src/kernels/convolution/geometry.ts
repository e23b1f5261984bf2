import tf from '../../tfjs/tfjs.cjs';

/** Sizes of a convolution of [batch, inHeight, inWidth, channels] to [batch, outHeight, outWidth, filters]. */
export interface Geometry {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly channels: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filters: number;
  readonly tiles: number;
}

export type Padding = 'same' | 'valid';

/** What determines a tiled convolution's geometry: x [B, H, W, C], kernels [T, kh, kw, C, F]. */
export interface TiledShapes {
  readonly x: readonly number[];
  readonly kernels: readonly number[];
  readonly strides: readonly [number, number];
  readonly padding: Padding;
}

/** Geometry of a tiled convolution; padding as in `tf.conv2d`. */
export function tiledGeometry({ x, kernels, strides, padding }: TiledShapes): Geometry {
  const [tiles = 0, ...filterShape] = kernels;
  const info = tf.backend_util.computeConv2DInfo(
    x as [number, number, number, number],
    filterShape as [number, number, number, number],
    [...strides],
    1,
    padding,
  );
  return geometryOf(info, tiles);
}

/** Geometry of an ordinary convolution from tfjs's description: a tiled one with one tile. */
export function geometryOf(info: tf.backend_util.Conv2DInfo, tiles = 1): Geometry {
  return {
    batch: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    channels: info.inChannels,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
    kernelHeight: info.filterHeight,
    kernelWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    filters: info.outChannels,
    tiles,
  };
}
