import tf from '../../../tfjs/tfjs.cjs';
import { type Call, input, numberOf, type Operator, onDevice, rankOf, refuse } from '../call.js';
import { reshape } from '../layout.js';
import { type DeviceValue, deviceValue, type HostValue, hostValue, shapeOf, type Value } from '../values.js';
import { align } from './align.js';
import { concatDevice, sliceDevice } from './pieces.js';
import { multiply } from './products.js';
import { permute } from './reshaping.js';

/** softmax(q k^T scale + mask) v for each head, as in opset 23, without a cache of past keys. */
const attention: Operator = (call) => {
  if (call.inputs[4] ?? call.inputs[5]) refuse(call, 'no past keys or values', 'some');
  if (call.node.outputs.slice(1).some((name) => name !== '')) refuse(call, 'one output', 'several');
  const joined = rankOf(input(call, 0)) === 3;
  const q = heads(call, 0, 'q_num_heads');
  const width = shapeOf(q).at(-1)!;
  const scale = numberOf(call, 'scale', 1 / Math.sqrt(width));
  const count = shapeOf(q)[1]!;
  const [k, v] = [1, 2].map((at) => repeatHeads(heads(call, at, 'kv_num_heads'), count)) as [DeviceValue, DeviceValue];
  const products = multiply(call, q, permute(k, [0, 1, 3, 2]));
  const softcap = numberOf(call, 'softcap', 0);
  const scaled = products.tensor.mul(scale);
  const capped = softcap > 0 ? scaled.div(softcap).tanh().mul(softcap) : scaled;
  const masked = masks(call, shapeOf(products)).reduce<DeviceValue>(
    (x, mask) => addMask(call, x, mask),
    deviceValue(capped, products.order),
  );
  const weights = deviceValue(tf.softmax(masked.tensor, -1), masked.order);
  const result = multiply(call, weights, v);
  if (!joined) return result;
  const [batch, , length, depth] = shapeOf(result) as [number, number, number, number];
  return reshape(permute(result, [0, 2, 1, 3]) as DeviceValue, [batch, length, count * depth]);
};

/** [batch, heads, length, width], also for inputs with concatenated heads in the last axis. */
function heads(call: Call, at: number, attribute: string): DeviceValue {
  const value = onDevice(call, input(call, at));
  if (rankOf(value) === 4) return value;
  const [batch, length, width] = shapeOf(value) as [number, number, number];
  const count = numberOf(call, attribute, 1);
  return permute(reshape(value, [batch, length, count, width / count]), [0, 2, 1, 3]) as DeviceValue;
}

/** Repeats heads of keys and values if queries have more heads. */
function repeatHeads(value: DeviceValue, count: number): DeviceValue {
  const own = shapeOf(value)[1]!;
  if (own === count) return value;
  const parts = Array.from({ length: count }, (_, head) =>
    sliceDevice(value, 1, { start: Math.floor((head * own) / count), step: 1, count: 1 }),
  );
  return concatDevice(parts, 1);
}

function masks(call: Call, shape: readonly number[]): Value[] {
  const given = call.inputs[3];
  const causal = numberOf(call, 'is_causal', 0) === 1 ? [causalMask(shape.slice(-2) as [number, number])] : [];
  return given === undefined ? causal : [given, ...causal];
}

/** True where a query may attend: at its position and before. */
function causalMask([rows, columns]: readonly [number, number]): HostValue {
  const data = Array.from({ length: rows * columns }, (_, at) => Number(at % columns <= Math.floor(at / columns)));
  return hostValue('bool', [rows, columns], data);
}

/** Keeps values where a boolean mask is true; adds a mask of numbers. */
function addMask(call: Call, x: DeviceValue, mask: Value): DeviceValue {
  const { tensors, order } = align(call, [x, mask]);
  const [products, other] = tensors as [tf.Tensor, tf.Tensor];
  if (other.dtype !== 'bool') return deviceValue(products.add(other), order);
  return deviceValue(tf.where(other, products, tf.scalar(-1e30)), order);
}

export const attentionOperators = { Attention: attention } satisfies Record<string, Operator>;
