import tf from '../../tfjs/tfjs.cjs';
import { type Kernel, registerKernel } from '../bindings/kernelRegistry.js';
import type { Geometry } from '../convolution/geometry.js';
import { runPass } from '../convolution/wasm.js';

/**
 * A product of two matrices is a convolution of 1 x 1 images: a b its forward pass, a b^T its gradient to the input and a^T b to
 * the kernels. Replaces tfjs-wasm's kernels for dense layers and their gradients, which are slow for transposed matrices. Batched
 * products and products of two transposed matrices are left to tfjs, but not their biases, of which tfjs adds the wrong ones from the second row on.
 */
export function registerMatMulWasm(): void {
  registerKernel(batchMatMul);
  registerKernel(fusedMatMul);
}

type Matrices = Record<'a' | 'b', tf.TensorInfo>;

const batchMatMul: Kernel<Matrices, tf.BatchMatMulAttrs> = {
  name: 'BatchMatMul',
  backend: 'wasm',
  run: (inputs, attributes, stock) =>
    product(inputs, attributes) ?? ofNothing(inputs, attributes) ?? stock(inputs, attributes),
};

type FusedInputs = Matrices & Record<'bias' | 'preluActivationWeights', tf.TensorInfo | undefined>;

const fusedMatMul: Kernel<FusedInputs, tf._FusedMatMulAttrs> = {
  name: '_FusedMatMul',
  backend: 'wasm',
  run: (inputs, attributes) => {
    const { a, b, bias } = inputs;
    const { transposeA, transposeB, activation } = attributes;
    const plain = activation === 'linear' || activation === 'relu';
    const columns = b.shape.at(transposeB ? -2 : -1);
    const biasFits = bias === undefined || (bias.shape.length === 1 && bias.shape[0] === columns);
    const fused = { biases: bias, relu: activation === 'relu' };
    const joined = plain && biasFits && !transposeA && !transposeB ? product({ a, b }, attributes, fused) : null;
    return joined ?? tf.tidy(() => inSteps(inputs as unknown as FusedTensors, attributes));
  },
};

type FusedTensors = Record<'a' | 'b', tf.Tensor> & Record<'bias' | 'preluActivationWeights', tf.Tensor | undefined>;

function inSteps(
  { a, b, bias, preluActivationWeights }: FusedTensors,
  { transposeA, transposeB, activation, leakyreluAlpha }: tf._FusedMatMulAttrs,
): tf.Tensor {
  const products = tf.matMul(a, b, transposeA, transposeB);
  const sums = bias === undefined ? products : products.add(bias);
  return tf.backend_util.applyActivation(sums, activation, preluActivationWeights, leakyreluAlpha);
}

/** Zeros if there is nothing to add, which tfjs refuses; otherwise null. */
function ofNothing(
  { a, b }: Matrices,
  { transposeA, transposeB }: Pick<tf.BatchMatMulAttrs, 'transposeA' | 'transposeB'>,
): tf.TensorInfo | null {
  if (a.shape.at(transposeA ? -2 : -1) !== 0) return null;
  const outer = tf.backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return tf.zeros([...outer, a.shape.at(transposeA ? -1 : -2)!, b.shape.at(transposeB ? -2 : -1)!]);
}

/** Null unless it is one product of two float matrices, at most one of them transposed. */
function product(
  { a, b }: Matrices,
  { transposeA, transposeB }: Pick<tf.BatchMatMulAttrs, 'transposeA' | 'transposeB'>,
  { biases, relu }: { readonly biases?: tf.TensorInfo | undefined; readonly relu: boolean } = { relu: false },
): tf.TensorInfo | null {
  const single = (shape: readonly number[]) => shape.slice(0, -2).every((size) => size === 1);
  const floats = a.dtype === 'float32' && b.dtype === 'float32';
  if (!floats || !single(a.shape) || !single(b.shape) || (transposeA && transposeB)) return null;
  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const [rows, inner] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [innerOfB, columns] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (inner !== innerOfB || inner === 0) return null;
  const outer = a.shape.length >= b.shape.length ? a.shape.slice(0, -2) : b.shape.slice(0, -2);
  const result = { shape: [...outer, rows, columns], relu };
  if (transposeA) return runPass('filterGradient', pixels(inner, rows, columns), { x: a, dy: b }, result);
  if (transposeB) return runPass('inputGradient', pixels(rows, columns, inner), { dy: a, kernels: b }, result);
  return runPass('forward', pixels(rows, inner, columns), { x: a, kernels: b, biases }, result);
}

/** Images of one pixel. */
function pixels(batch: number, channels: number, filters: number): Geometry {
  const side = { inHeight: 1, inWidth: 1, kernelHeight: 1, kernelWidth: 1, outHeight: 1, outWidth: 1 };
  const placing = { padTop: 0, padLeft: 0, strideHeight: 1, strideWidth: 1, tiles: 1 };
  return { ...side, ...placing, batch, channels, filters };
}
