import tf from '../../../tfjs/tfjs.cjs';
import { type Call, input, numberOf, type Operator, onDevice, rankOf } from '../call.js';
import { broadcastShape, transposeHost } from '../hostArrays.js';
import { arrange, padRank } from '../layout.js';
import { type DeviceValue, deviceValue, type HostValue, shapeOf, type Value } from '../values.js';
import { align } from './align.js';
import { permute, toShape } from './reshaping.js';

/** The matrix product over the last two axes, with broadcasting of the others, like numpy's matmul. */
export function multiply(call: Call, a: Value, b: Value): DeviceValue {
  if (rankOf(a) === 1) return dropAxis(multiply(call, toShape(a, [1, ...shapeOf(a)]), b), -2);
  if (rankOf(b) === 1) return dropAxis(multiply(call, a, toShape(b, [...shapeOf(b), 1])), -1);
  if (b.kind === 'host' && rankOf(b) === 2) return byWeights(call, onDevice(call, a), b);
  if (a.kind === 'host' && rankOf(a) === 2 && b.kind === 'device') return weightsBy(call, a, b);
  return batched(onDevice(call, a), onDevice(call, b));
}

function dropAxis(value: DeviceValue, fromEnd: -1 | -2): DeviceValue {
  const shape = shapeOf(value);
  shape.splice(fromEnd, 1);
  return toShape(value, shape) as DeviceValue;
}

/** x [..., K] times weights [K, N]: one matrix product; the order of the other axes in memory is kept. */
function byWeights(call: Call, x: DeviceValue, weights: HostValue): DeviceValue {
  return mix(call, x, { axis: rankOf(x) - 1, weights });
}

/** weights [M, K] times x [..., K, N], as a linear combination along axis K. */
function weightsBy(call: Call, weights: HostValue, x: DeviceValue): DeviceValue {
  const turned = call.constants.derive(weights, 'turned', () => transposeHost(weights, [1, 0]));
  return mix(call, x, { axis: rankOf(x) - 2, weights: turned });
}

function mix(
  call: Call,
  x: DeviceValue,
  { axis, weights }: { readonly axis: number; readonly weights: HostValue },
): DeviceValue {
  const [inner, columns] = weights.shape as [number, number];
  const order = [...x.order.filter((other) => other !== axis), axis];
  const moved = arrange(x, order);
  const rows = moved.reshape<tf.Tensor2D>([moved.size / inner, inner]);
  const y = tf.matMul(rows, call.constants.lift(weights) as tf.Tensor2D);
  return deviceValue(y.reshape([...moved.shape.slice(0, -1), columns]), order);
}

/** Both depend on pixels or are batches of matrices. */
function batched(left: DeviceValue, right: DeviceValue): DeviceValue {
  const rank = Math.max(rankOf(left), rankOf(right));
  const [a, b] = [padRank(left, rank), padRank(right, rank)];
  const [m, inner] = shapeOf(a).slice(-2) as [number, number];
  const columns = shapeOf(b).at(-1)!;
  const batch = broadcastShape([shapeOf(a).slice(0, -2), shapeOf(b).slice(0, -2)]);
  const [x, y] = [matrices(a, batch), matrices(b, batch)];
  const product = tf.matMul(x.stack, y.stack, x.turned, y.turned);
  if (shapeOf(b).at(-2) !== inner) throw new RangeError(`matrices of ${inner} columns and ${shapeOf(b).at(-2)} rows`);
  return deviceValue(product.reshape([...batch, m, columns]));
}

/** [batch, rows, columns], or with rows and columns swapped if that is their order in memory. */
function matrices(
  value: DeviceValue,
  batch: readonly number[],
): { readonly stack: tf.Tensor3D; readonly turned: boolean } {
  const rank = batch.length + 2;
  const [row, column] = [rank - 2, rank - 1];
  const turned = value.order.indexOf(row) > value.order.indexOf(column);
  const outer = [...batch.keys()];
  const tensor = arrange(value, [...outer, ...(turned ? [column, row] : [row, column])]);
  const sides = tensor.shape.slice(-2);
  const same = batch.every((side, axis) => side === tensor.shape[axis]);
  // tfjs's gradient of the product does not sum over a broadcast batch; that of a sum does.
  const full = same ? tensor : tensor.add(tf.zeros([...batch, ...sides]));
  const count = batch.reduce((all, side) => all * side, 1);
  return { stack: full.reshape([count, sides[0]!, sides[1]!]), turned };
}

const matMul: Operator = (call) => multiply(call, input(call, 0), input(call, 1));

/** alpha A B + beta C, with optional transposition of A and B. */
const gemm: Operator = (call) => {
  const turned = (at: number, attribute: string) => {
    const value = input(call, at);
    if (numberOf(call, attribute, 0) === 0) return value;
    return value.kind === 'host'
      ? call.constants.derive(value, 'turned', () => transposeHost(value, [1, 0]))
      : permute(value, [1, 0]);
  };
  const product = multiply(call, turned(0, 'transA'), turned(1, 'transB'));
  const alpha = numberOf(call, 'alpha', 1);
  const y = alpha === 1 ? product : deviceValue(product.tensor.mul(alpha), product.order);
  const added = call.inputs[2];
  if (added === undefined) return y;
  const { tensors, order } = align(call, [y, added]);
  const beta = numberOf(call, 'beta', 1);
  return deviceValue(tensors[0]!.add(beta === 1 ? tensors[1]! : tensors[1]!.mul(beta)), order);
};

/** Products of matrices. */
export const productOperators = { Gemm: gemm, MatMul: matMul } satisfies Record<string, Operator>;
