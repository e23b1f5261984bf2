import tf from '../../../tfjs/tfjs.cjs';
import { type Argument, isTensor, type KerasLayer, type KerasLayers, tensorsOf, withJoint } from '../kerasLayer.js';
import { placed } from './normalization.js';

type Pairwise = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Layers with several inputs. Keras 3's operations have the same names and also accept numbers. */
export const mergingLayers: KerasLayers = {
  Add: (parts) => withJoint(merging((a, b) => a.add(b))(parts), { kind: 'addition' }),
  Subtract: merging((a, b) => a.sub(b)),
  Multiply: merging((a, b) => a.mul(b)),
  Maximum: merging((a, b) => tf.maximum(a, b)),
  Minimum: merging((a, b) => tf.minimum(a, b)),
  Average: () => (call) => {
    const tensors = operands(call.args, call.kwargs);
    return tensors.reduce((sum, x) => sum.add(x)).div(tensors.length);
  },
  Concatenate: ({ attributes }) => {
    const axis = attributes.integer('axis', -1);
    return ({ args }) => {
      const tensors = tensorsOf(args);
      return tensors.length === 1 ? tensors[0]!.clone() : tf.concat(tensors, axis < 0 ? axis + tensors[0]!.rank : axis);
    };
  },
  Dot: ({ attributes }) => {
    const axes = attributes.integers('axes', { length: 2 });
    const normalize = attributes.flag('normalize', false);
    return ({ args }) => {
      const [left, right] = tensorsOf(args) as [tf.Tensor, tf.Tensor];
      const [a, b] = [placed([axes[0]!], left.rank)[0]!, placed([axes[1]!], right.rank)[0]!];
      return dot(normalize ? unit(left, a) : left, normalize ? unit(right, b) : right, [a, b]);
    };
  },
};

function merging(pairwise: Pairwise): KerasLayer {
  return () => (call) => operands(call.args, call.kwargs).reduce(pairwise);
}

/** Tensors of a list or of two arguments, as [batch, 1, ..., sides] if ranks differ. */
function operands(args: readonly Argument[], kwargs: Readonly<Record<string, Argument>>): tf.Tensor[] {
  const list = args.length === 1 && Array.isArray(args[0]) ? (args[0] as readonly Argument[]) : args;
  const named = ['x1', 'x2', 'y'].flatMap((key) => (key in kwargs ? [kwargs[key]] : []));
  const values = [...list, ...named].flatMap((value) => {
    if (isTensor(value)) return [value];
    return typeof value === 'number' ? [tf.scalar(value)] : Array.isArray(value) ? [tf.tensor(value as number[])] : [];
  });
  // Two arguments are an operation, which broadcasts from the last axis; a list is a layer, which keeps the batch axis.
  if (list === args) return values;
  const rank = Math.max(...values.map((value) => value.rank));
  return values.map((value) => {
    const [batch, ...sides] = value.shape;
    return value.rank === rank ? value : value.reshape([batch!, ...Array(rank - value.rank).fill(1), ...sides]);
  });
}

function unit(x: tf.Tensor, axis: number): tf.Tensor {
  return x.mul(tf.rsqrt(tf.maximum(tf.sum(x.square(), axis, true), 1e-12)));
}

/** Sums over one axis of each; the remaining axes of the first precede those of the second. */
function dot(left: tf.Tensor, right: tf.Tensor, [a, b]: readonly [number, number]): tf.Tensor {
  const others = (x: tf.Tensor, axis: number) => x.shape.map((_, at) => at).filter((at) => at > 0 && at !== axis);
  const [batch] = left.shape as [number];
  const rows = others(left, a);
  const columns = others(right, b);
  const from = left.transpose([0, ...rows, a]).reshape([batch, -1, left.shape[a]!]);
  const to = right.transpose([0, b, ...columns]).reshape([batch, right.shape[b]!, -1]);
  const sides = [...rows.map((at) => left.shape[at]!), ...columns.map((at) => right.shape[at]!)];
  return tf.matMul(from, to).reshape([batch, ...(sides.length === 0 ? [1] : sides)]);
}
