import tf from '../../tfjs/tfjs.cjs';
import type { PoolGeometry } from './geometry.js';

/**
 * The units of all windows of x [B, H, W, C] as planes [B, OH, OW, C], one per window position, row by row. Windows must be
 * inside the image.
 */
export function unitPlanes(x: tf.Tensor4D, geometry: PoolGeometry): tf.Tensor4D[] {
  const { batch, outHeight, outWidth, channels, strideHeight, strideWidth } = geometry;
  return windowPlaces(geometry).map(
    ([row, column]) =>
      tf.stridedSlice(
        x,
        [0, row, column, 0],
        [batch, row + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1, channels],
        [1, strideHeight, strideWidth, 1],
      ) as tf.Tensor4D,
  );
}

/**
 * The reverse for gradients: adds the planes [B, OH, OW, C], one per window position, row by row, to their pixels and gives [B,
 * H, W, C]. Values outside the image are dropped.
 */
export function addUnitPlanes(planes: readonly tf.Tensor4D[], geometry: PoolGeometry): tf.Tensor4D {
  const { batch, inHeight, inWidth, channels, padTop, padLeft } = geometry;
  const height = Math.max(padTop + inHeight, geometry.outHeight * geometry.strideHeight + geometry.windowHeight - 1);
  const width = Math.max(padLeft + inWidth, geometry.outWidth * geometry.strideWidth + geometry.windowWidth - 1);
  const places = windowPlaces(geometry);
  const placed = planes.map((plane, index) => {
    const [top, left] = places[index]!;
    const spread = spreadOut(plane, geometry);
    const bottom = height - top - spread.shape[1];
    const right = width - left - spread.shape[2];
    return tf.pad(spread, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]) as tf.Tensor4D;
  });
  return tf.slice(tf.addN(placed), [0, padTop, padLeft, 0], [batch, inHeight, inWidth, channels]);
}

/** Inserts zeros so that values are a stride apart. */
function spreadOut(plane: tf.Tensor4D, { strideHeight, strideWidth }: PoolGeometry): tf.Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) return plane;
  const [batch, height, width, channels] = plane.shape;
  const apart = tf.pad(plane.reshape([batch, height, 1, width, 1, channels]), [
    [0, 0],
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
    [0, strideWidth - 1],
    [0, 0],
  ]);
  return apart.reshape([batch, height * strideHeight, width * strideWidth, channels]);
}

function windowPlaces({ windowHeight, windowWidth }: PoolGeometry): [row: number, column: number][] {
  return Array.from({ length: windowHeight * windowWidth }, (_, at) => [
    Math.floor(at / windowWidth),
    at % windowWidth,
  ]);
}
