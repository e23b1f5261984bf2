import tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput } from '../bindings/wasmHeap.js';

/** The module's names for tfjs's operations. */
const operations = { Add: 'ADD', Sub: 'SUBTRACT', Multiply: 'MULTIPLY', RealDiv: 'DIVIDE' } as const;

type Operands = Record<'a' | 'b', tf.TensorInfo>;

/**
 * Replaces tfjs-wasm's Sign and its arithmetic with a row or column operand, such as channel means or epsilons of single images:
 * tfjs computes these element by element.
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
