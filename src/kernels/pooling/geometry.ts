import tf from '../../tfjs/tfjs.cjs';

/** Sizes of a pooling of [batch, inHeight, inWidth, channels] to [batch, outHeight, outWidth, channels]. */
export interface PoolGeometry {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly channels: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly windowHeight: number;
  readonly windowWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

/** Window and stride as in tfjs's pooling kernels. */
export type PoolAttributes = Pick<tf.MaxPoolAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;

/** Geometry of pooling images of `shape`, as in tfjs. */
export function poolGeometry(_name: string, shape: readonly number[], attributes: PoolAttributes): PoolGeometry {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const images = shape as [number, number, number, number];
  const info = tf.backend_util.computePool2DInfo(images, filterSize, strides, 1, pad, dimRoundingMode);
  return {
    batch: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    channels: info.inChannels,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
    windowHeight: info.filterHeight,
    windowWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
  };
}

/** A square window without padding; incomplete windows are dropped. */
export interface SquarePool {
  /** Side of the window, in pixels. */
  readonly size: number;
  /** From one window to the next, in pixels. */
  readonly strides: number;
}

/** Geometry of pooling by a square window. Throws a RangeError, naming the operation, if no window fits. */
export function squarePoolGeometry(
  name: string,
  shape: readonly number[],
  { size, strides }: SquarePool,
): PoolGeometry {
  if (!Number.isInteger(size) || size < 1 || !Number.isInteger(strides) || strides < 1) {
    throw new RangeError(`${name}: size ${size} and strides ${strides}, expected integers of at least 1`);
  }
  if (shape.length !== 4) throw new RangeError(`${name}: x has shape [${shape.join(', ')}], expected 4 axes`);
  const geometry = poolGeometry(name, shape, { filterSize: size, strides, pad: 'valid' });
  if (geometry.outHeight < 1 || geometry.outWidth < 1) {
    throw new RangeError(
      `${name}: a window of ${size} does not fit into images of ${geometry.inHeight} x ${geometry.inWidth}`,
    );
  }
  return geometry;
}

export function pooledShape({ batch, outHeight, outWidth, channels }: PoolGeometry): number[] {
  return [batch, outHeight, outWidth, channels];
}
