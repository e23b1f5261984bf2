import tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput, newOutput } from '../bindings/wasmHeap.js';

/** The module's names for tfjs's operations. */
const operations = { Add: 'ADD', Sub: 'SUBTRACT', Multiply: 'MULTIPLY', RealDiv: 'DIVIDE' } as const;
const extremes = { Maximum: 'MAXIMUM', Minimum: 'MINIMUM' } as const;

type Operands = Record<'a' | 'b', tf.TensorInfo>;

/**
 * Replaces tfjs-wasm's Sign and its arithmetic with a row or column operand, such as channel means or epsilons of single images:
 * tfjs computes these element by element. Its maxima and minima lose a NaN of the second operand: ours are NaN, as TensorFlow's.
 */
export function registerElementwiseWasm(): void {
  for (const [name, operation] of Object.entries(operations)) {
    registerKernel<Operands, object>({
      name,
      backend: 'wasm',
      run: (inputs, attributes, stock) =>
        broadcast(kernelModule()[operation].value, inputs) ?? stock(inputs, attributes),
    });
  }
  for (const [name, operation] of Object.entries(extremes)) {
    registerKernel<Operands, object>({
      name,
      backend: 'wasm',
      run: (inputs, attributes, stock) => extreme(kernelModule()[operation].value, inputs) ?? stock(inputs, attributes),
    });
  }
  registerKernel<Record<'x', tf.TensorInfo>, object>({
    name: 'Sign',
    backend: 'wasm',
    run: (inputs, attributes, stock) => {
      const { x } = inputs;
      if (x.dtype !== 'float32') return stock(inputs, attributes);
      const size = tf.util.sizeFromShape(x.shape);
      return filledOutput(x.shape, (out) => kernelModule().sign(addressOf(x), out, size));
    },
  });
}

/** Of any two float operands that fit; null for others. */
function extreme(operation: number, { a, b }: Operands): tf.TensorInfo | null {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return null;
  const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const size = tf.util.sizeFromShape(shape);
  if (size === 0) return newOutput(shape);
  const [isWholeA, isWholeB] = [a, b].map((operand) => tf.util.arraysEqual(operand.shape, shape));
  if (isWholeA && isWholeB) {
    return filledOutput(shape, (out) => kernelModule().elementwise(operation, addressOf(a), addressOf(b), out, size));
  }
  const [whole, part] = isWholeA ? [a, b] : [b, a];
  if ((isWholeA || isWholeB) && tf.util.sizeFromShape(part.shape) === 1) {
    return filledOutput(shape, (out) =>
      kernelModule().broadcastColumn(operation, 0, addressOf(whole), addressOf(part), out, 1, size),
    );
  }
  const spread = broadcast(operation, { a, b });
  if (spread !== null) return spread;
  return tf.tidy(() => {
    const [wholeA, wholeB] = [a, b].map((operand) => tf.broadcastTo(operand as tf.Tensor, shape)) as [
      tf.Tensor,
      tf.Tensor,
    ];
    return extreme(operation, { a: wholeA, b: wholeB }) as tf.Tensor;
  });
}

function broadcast(operation: number, { a, b }: Operands): tf.TensorInfo | null {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return null;
  return spread(operation, 0, a, b) ?? spread(operation, 1, b, a);
}

/** `whole` op `part`, in the other order if `swapped`; null unless `part` is a row or a column to `whole`. */
function spread(operation: number, swapped: 0 | 1, whole: tf.TensorInfo, part: tf.TensorInfo): tf.TensorInfo | null {
  const { shape } = whole;
  if (part.shape.length > shape.length) return null;
  const padded = [...Array<number>(shape.length - part.shape.length).fill(1), ...part.shape];
  const first = padded.findIndex((size) => size !== 1);
  const last = padded.findLastIndex((size) => size !== 1);
  // Scalars are left to tfjs, and so are operands broadcast over both inner and outer axes of `whole`.
  if (first < 0 || !padded.slice(first, last + 1).every((size, i) => size === shape[first + i])) return null;
  const ones = (axes: readonly number[]) => axes.every((size) => size === 1);
  const isRow = ones(shape.slice(last + 1));
  const isColumn = ones(shape.slice(0, first));
  if (isRow === isColumn) return null;
  const length = tf.util.sizeFromShape(part.shape);
  if (length === 0) return null;
  const others = tf.util.sizeFromShape(shape) / length;
  const [from, by] = [addressOf(whole), addressOf(part)];
  return filledOutput(shape, (out, scratch) => {
    if (isRow)
      kernelModule().broadcastRow(operation, swapped, from, by, out, others, length, scratch.take(16 * length));
    else kernelModule().broadcastColumn(operation, swapped, from, by, out, length, others);
  });
}
