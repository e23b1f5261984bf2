import tf from '../../tfjs/tfjs.cjs';
import { registerGradient } from '../bindings/kernelRegistry.js';
import { type AxisSizes, linearPixels, nearestPixels, type ResizeMode } from './sampling.js';

/** [from, to] weights of the original pixels in the resized ones, along one axis. */
type AxisMatrix = (sizes: AxisSizes, mode: ResizeMode) => tf.Tensor2D;

/**
 * Replaces tfjs's gradients of both resizes: its kernels ignore half-pixel centres, and the nearest gradient on cpu is wrong from
 * the second image on. A resize is a product with one matrix per axis, its gradient a product with the transposed matrices.
 */
export function registerResizeGradients(): void {
  registerResizeGradient('ResizeBilinear', linearMatrix);
  registerResizeGradient('ResizeNearestNeighbor', nearestMatrix);
}

function registerResizeGradient(name: string, matrix: AxisMatrix): void {
  registerGradient<ResizeMode>({
    name,
    inputsToSave: ['images'],
    saveOutput: false,
    gradients: (dy, [images], mode) => ({
      images: () => tf.tidy(() => spreadBack(dy as tf.Tensor4D, images!.shape, (sizes) => matrix(sizes, mode))),
    }),
  });
}

function spreadBack(dy: tf.Tensor4D, shape: readonly number[], matrix: (sizes: AxisSizes) => tf.Tensor2D): tf.Tensor4D {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const [, rows, columns] = dy.shape;
  const byRow = matrix({ from: height, to: rows }).matMul(dy.transpose([1, 0, 2, 3]).reshape([rows, -1]));
  const turned = byRow.reshape([height, batch, columns, channels]).transpose([2, 1, 0, 3]);
  const byColumn = matrix({ from: width, to: columns }).matMul(turned.reshape([columns, -1]));
  return byColumn.reshape<tf.Tensor4D>([width, batch, height, channels]).transpose([1, 2, 0, 3]);
}

function nearestMatrix(sizes: AxisSizes, mode: ResizeMode): tf.Tensor2D {
  const values = new Float32Array(sizes.from * sizes.to);
  for (const [at, pixel] of nearestPixels(sizes, mode).entries()) values[pixel * sizes.to + at] = 1;
  return tf.tensor2d(values, [sizes.from, sizes.to]);
}

function linearMatrix(sizes: AxisSizes, mode: ResizeMode): tf.Tensor2D {
  const values = new Float32Array(sizes.from * sizes.to);
  for (const [at, [low, high, part]] of linearPixels(sizes, mode).entries()) {
    values[low * sizes.to + at]! += 1 - part;
    values[high * sizes.to + at]! += part;
  }
  return tf.tensor2d(values, [sizes.from, sizes.to]);
}
