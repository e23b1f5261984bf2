import type tf from '../../tfjs/tfjs.cjs';
import { type Padding, tiledGeometry } from '../convolution/geometry.js';

type Operands = Record<'x' | 'kernels' | 'biases' | 'assignment', tf.Tensor>;

/** Throws a RangeError for the first operand of a tiled convolution with the wrong rank, type or shape. */
export function checkShapes(
  operands: Operands,
  { strides, padding }: { readonly strides: readonly [number, number]; readonly padding: Padding },
): void {
  const { x, kernels, biases, assignment } = operands;
  expect(x, 'x', 'float32', ['images', 'height', 'width', 'channels']);
  expect(kernels, 'kernels', 'float32', ['tiles', 'height', 'width', x.shape[3]!, 'filters']);
  expect(biases, 'biases', 'float32', [kernels.shape[0]!, kernels.shape[4]!]);
  if (kernels.size === 0) throw new RangeError(`tiledConv2d: kernels is empty: shape [${kernels.shape.join(', ')}]`);
  for (const stride of strides) {
    if (!Number.isInteger(stride) || stride < 1) throw new RangeError(`tiledConv2d: a stride of ${stride}`);
  }
  const geometry = tiledGeometry({ x: x.shape, kernels: kernels.shape, strides, padding });
  if (geometry.outHeight < 1 || geometry.outWidth < 1) {
    throw new RangeError(
      `tiledConv2d: kernels of ${geometry.kernelHeight} x ${geometry.kernelWidth} do not fit into images of ${geometry.inHeight} x ${geometry.inWidth} without padding`,
    );
  }
  expect(assignment, 'assignment', 'int32', ['images or 1', geometry.outHeight * geometry.outWidth]);
  const images = assignment.shape[0]!;
  if (images !== 1 && images !== geometry.batch) {
    throw new RangeError(`tiledConv2d: assignment has ${images} rows, expected 1 or ${geometry.batch}`);
  }
}

/** The error for an assignment entry that is not a tile index. */
export function assignmentError(entry: number, tile: number, tiles: number): RangeError {
  return new RangeError(`tiledConv2d: assignment entry ${entry} is ${tile}, expected -1 to ${tiles - 1}`);
}

/** Names in `shape` match any size. */
function expect(tensor: tf.Tensor, name: string, dtype: tf.DataType, shape: readonly (number | string)[]): void {
  const fits =
    tensor.dtype === dtype &&
    tensor.rank === shape.length &&
    shape.every((size, axis) => typeof size === 'string' || size === tensor.shape[axis]);
  if (fits) return;
  throw new RangeError(
    `tiledConv2d: ${name} is ${tensor.dtype} [${tensor.shape.join(', ')}], expected ${dtype} [${shape.join(', ')}]`,
  );
}
