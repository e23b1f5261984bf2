import tf from '../tfjs/tfjs.cjs';

/** Start positions of the regions of image tilings along a side: region r is [starts[r], starts[r + 1]). */
function regionStarts(side: number, q: number): number[] {
  return Array.from({ length: q + 1 }, (_, region) => Math.ceil((region * side) / q));
}

/**
 * Cuts [B, H, W, C] into q x q sub-images along the regions of image tiling and stacks them on the batch axis as [B q q, h, w,
 * C], B outermost, then the region's row, then its column. Smaller regions are padded with zeros below and to the right, which
 * equals their convolution padding.
 */
export function splitSubImages(x: tf.Tensor4D, q: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const rows = cutAxis(x.reshape([batch, height, width * channels]), q, height);
  const rowHeight = rows.shape[2]!;
  const columns = cutAxis(rows.reshape([batch * q * rowHeight, width, channels]), q, width);
  const columnWidth = columns.shape[2]!;
  return columns
    .reshape([batch, q, rowHeight, q, columnWidth * channels])
    .transpose([0, 1, 3, 2, 4])
    .reshape([batch * q * q, rowHeight, columnWidth, channels]);
}

/** The inverse of `splitSubImages`: [B q q, h, w, F] back to [B, height, width, F]; padded pixels are dropped. */
export function joinSubImages(parts: tf.Tensor4D, q: number, [height, width]: readonly [number, number]): tf.Tensor4D {
  const [count, rowHeight, columnWidth, channels] = parts.shape;
  const batch = count / (q * q);
  const columns = parts
    .reshape([batch, q, q, rowHeight, columnWidth * channels])
    .transpose([0, 1, 3, 2, 4])
    .reshape([batch * q * rowHeight, q, columnWidth, channels]);
  const rows = joinAxis(columns as tf.Tensor4D, width).reshape([batch, q, rowHeight, width * channels]);
  return joinAxis(rows as tf.Tensor4D, height).reshape([batch, height, width, channels]);
}

/** [N, side, C] -> [N, q, longest region, C]. */
function cutAxis(x: tf.Tensor, q: number, side: number): tf.Tensor {
  const [count, , channels] = x.shape as [number, number, number];
  if (side % q === 0) return x.reshape([count, q, side / q, channels]);
  const starts = regionStarts(side, q);
  const longest = Math.ceil(side / q);
  const parts = starts.slice(0, -1).map((start, region) => {
    const length = starts[region + 1]! - start;
    const part = x.slice([0, start, 0], [count, length, channels]);
    return part.pad([[0, 0], [0, longest - length], [0, 0]]); // biome-ignore format: one pair per axis
  });
  return tf.stack(parts, 1);
}

/** [N, q, longest region, C] -> [N, side, C]. */
function joinAxis(x: tf.Tensor4D, side: number): tf.Tensor {
  const [count, q, , channels] = x.shape;
  if (side % q === 0) return x.reshape([count, side, channels]);
  const starts = regionStarts(side, q);
  const parts = starts.slice(0, -1).map((start, region) => {
    const length = starts[region + 1]! - start;
    return x.slice([0, region, 0, 0], [count, 1, length, channels]).reshape([count, length, channels]);
  });
  return tf.concat(parts, 1);
}
