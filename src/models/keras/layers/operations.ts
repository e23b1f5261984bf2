import { UserError } from '../../../base/errors.js';
import tf from '../../../tfjs/tfjs.cjs';
import { einsumProduct } from '../../einsumProduct.js';
import { resizeImages } from '../../resizeImages.js';
import type { ResizeMethod } from '../../resizeMatrix.js';
import {
  type Argument,
  type BuiltLayer,
  firstTensor,
  isTensor,
  type KerasLayer,
  type KerasLayers,
  type LayerCall,
  tensorsOf,
} from '../kerasLayer.js';
import { activationNamed } from './activations.js';
import { mergingLayers } from './merging.js';
import { placed } from './normalization.js';
import { sliced } from './slicing.js';

/** A non-tensor argument of an operation: the first of several names that exists. */
type Setting = (...names: readonly string[]) => Argument;
type Operation = (x: tf.Tensor, setting: Setting, call: LayerCall) => tf.Tensor | tf.Tensor[];

const axesOf = (setting: Setting, x: tf.Tensor, ...names: readonly string[]): number[] => {
  const value = setting(...(names.length > 0 ? names : ['axis']));
  if (value === null || value === undefined) return x.shape.map((_, axis) => axis);
  return placed([value].flat() as number[], x.rank);
};
const sidesKept = (setting: Setting) => setting('keepdims', 'keep_dims') === true;
const numbersOf = (value: Argument): number[] =>
  tensorsOf(value)
    .flatMap((x) => [...x.dataSync()])
    .concat([value].flat(2).filter((item) => typeof item === 'number') as number[]);
const reduced =
  (reduce: (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor): Operation =>
  (x, setting) =>
    reduce(x, axesOf(setting, x), sidesKept(setting));
const binary = (name: keyof typeof mergingLayers & string): Operation => {
  const layer = mergingLayers[name]!;
  return (_x, _setting, call) => layer(undefined as never)(call) as tf.Tensor;
};
const named =
  (name: string): Operation =>
  (x) =>
    activationNamed(name)(x);
const second = (call: LayerCall): tf.Tensor | number => {
  const value = call.args[1] ?? call.kwargs.x2 ?? call.kwargs.y ?? call.kwargs.b;
  return isTensor(value) ? value : Array.isArray(value) ? tf.tensor(value as number[]) : (value as number);
};
const first = (call: LayerCall): tf.Tensor | number => {
  const value = call.args[0] ?? call.kwargs.x1 ?? call.kwargs.x ?? call.kwargs.a;
  return isTensor(value) ? value : Array.isArray(value) ? tf.tensor(value as number[]) : (value as number);
};
const variance: Operation = (x, setting) => {
  const axes = axesOf(setting, x);
  return tf.mean(tf.square(x.sub(tf.mean(x, axes, true))), axes, sidesKept(setting));
};

/** Operations by their Keras 3 names, capitalised or not. */
const operations: Readonly<Record<string, Operation>> = {
  add: binary('Add'),
  subtract: binary('Subtract'),
  multiply: binary('Multiply'),
  maximum: binary('Maximum'),
  minimum: binary('Minimum'),
  truedivide: (_x, _s, call) => tf.div(first(call), second(call)),
  divide: (_x, _s, call) => tf.div(first(call), second(call)),
  power: (_x, _s, call) => tf.pow(first(call), second(call)),
  matmul: (_x, _s, call) => product(first(call) as tf.Tensor, second(call) as tf.Tensor),
  einsum: (_x, setting, call) => einsumProduct(String(setting('subscripts', 'equation')), ...tensorsOf(call.args)),
  negative: (x) => x.neg(),
  absolute: (x) => tf.abs(x),
  abs: (x) => tf.abs(x),
  square: (x) => x.square(),
  sqrt: (x) => tf.sqrt(x),
  rsqrt: (x) => tf.rsqrt(x),
  reciprocal: (x) => tf.div(1, x),
  exp: (x) => tf.exp(x),
  expm1: (x) => tf.expm1(x),
  log: (x) => tf.log(x),
  log1p: (x) => tf.log1p(x),
  sin: (x) => tf.sin(x),
  cos: (x) => tf.cos(x),
  erf: (x) => tf.erf(x),
  clip: (x, setting) => {
    const [low, high] = [setting('x_min', 'clip_value_min'), setting('x_max', 'clip_value_max')];
    return tf.clipByValue(x, low as number, high as number);
  },
  mean: reduced(tf.mean),
  sum: reduced(tf.sum),
  max: reduced(tf.max),
  amax: reduced(tf.max),
  min: reduced(tf.min),
  amin: reduced(tf.min),
  var: variance,
  std: (x, setting, call) => tf.sqrt(variance(x, setting, call) as tf.Tensor),
  reshape: (x, setting) => x.reshape(shapeFor(x, numbersOf(setting('newshape', 'shape')))),
  transpose: (x, setting) => {
    const axes = setting('axes', 'perm');
    return axes === null || axes === undefined ? x.transpose() : x.transpose(numbersOf(axes));
  },
  squeeze: (x, setting) => {
    const axis = setting('axis');
    return axis === null || axis === undefined ? x.squeeze() : x.squeeze(placed([axis].flat() as number[], x.rank));
  },
  expanddims: (x, setting) => {
    const axis = [setting('axis')].flat()[0] as number;
    return x.expandDims(axis < 0 ? axis + x.rank + 1 : axis);
  },
  concatenate: (_x, setting, call) => {
    const tensors = tensorsOf(call.args);
    return tf.concat(tensors, placed([(setting('axis') ?? -1) as number], tensors[0]!.rank)[0]!);
  },
  stack: (_x, setting, call) => {
    const tensors = tensorsOf(call.args);
    const axis = (setting('axis') ?? 0) as number;
    return tf.stack(tensors, axis < 0 ? axis + tensors[0]!.rank + 1 : axis);
  },
  split: (x, setting) => {
    const axis = placed([(setting('axis') ?? 0) as number], x.rank)[0]!;
    const parts = setting('indices_or_sections', 'num_or_size_splits');
    if (typeof parts === 'number') return tf.split(x, parts, axis);
    const ends = numbersOf(parts);
    return tf.split(
      x,
      [...ends, x.shape[axis]!].map((end, at) => end - (at === 0 ? 0 : ends[at - 1]!)),
      axis,
    );
  },
  getitem: (x, setting, call) => sliced(x, call.args[1] ?? setting('key', 'slice_spec')),
  swapaxes: (x, setting) => {
    const [a, b] = placed2(x, setting('axis1'), setting('axis2'));
    return x.transpose(x.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)));
  },
  moveaxis: (x, setting) => {
    const [from, to] = placed2(x, setting('source'), setting('destination'));
    const order = x.shape.map((_, axis) => axis).filter((axis) => axis !== from);
    order.splice(to, 0, from);
    return x.transpose(order);
  },
  flip: (x, setting) => x.reverse(axesOf(setting, x)),
  tile: (x, setting) => x.tile(numbersOf(setting('repeats', 'multiples'))),
  pad: (x, setting) => {
    const borders = setting('pad_width', 'paddings') as unknown as [number, number][];
    const mode = String(setting('mode') ?? 'constant').toLowerCase();
    if (mode === 'constant') return tf.pad(x, borders, (setting('constant_values') ?? 0) as number);
    return tf.mirrorPad(x, borders, mode === 'reflect' ? 'reflect' : 'symmetric');
  },
  broadcastto: (x, setting) => tf.broadcastTo(x, numbersOf(setting('shape'))),
  cast: (x) => x.clone(),
  copy: (x) => x.clone(),
  identity: (x) => x.clone(),
  stopgradient: (x) => x.clone(),
  normalize: (x, setting) => {
    const order = setting('order') ?? 2;
    if (order !== 2) throw new Error(`Normalize: only by the norm of order 2, not ${order}`);
    const epsilon = ((setting('epsilon') ?? 1e-7) as number) ** 2;
    return x.mul(tf.rsqrt(tf.maximum(tf.sum(x.square(), axesOf(setting, x), true), epsilon)));
  },
  resize: (x, setting) => {
    const [height, width] = numbersOf(setting('size')) as [number, number];
    const method = String(setting('interpolation', 'method') ?? 'bilinear') as ResizeMethod;
    return resizeImages(x as tf.Tensor4D, [height, width], { method, antialias: setting('antialias') === true });
  },
  softmax: (x, setting) => {
    const axis = placed([(setting('axis') ?? -1) as number], x.rank)[0]!;
    if (axis === x.rank - 1) return tf.softmax(x);
    const powers = tf.exp(x.sub(tf.max(x, axis, true)));
    return powers.div(tf.sum(powers, axis, true));
  },
  gelu: (x, setting) => activationNamed(setting('approximate') === false ? 'gelu' : 'gelu_new')(x),
  leakyrelu: (x, setting) => tf.leakyRelu(x, (setting('negative_slope', 'alpha') ?? 0.2) as number),
  hardsigmoid: named('hard_sigmoid'),
  hardsilu: named('hard_silu'),
  hardtanh: named('hard_tanh'),
  logsigmoid: named('log_sigmoid'),
  logsoftmax: named('log_softmax'),
  ...Object.fromEntries(
    ['relu', 'relu6', 'sigmoid', 'silu', 'swish', 'tanh', 'elu', 'selu', 'softplus', 'softsign', 'mish', 'celu'].map(
      (name) => [name, named(name)],
    ),
  ),
};

/** TensorFlow names, as written by Keras 2, of operations with another name in Keras 3. */
const synonyms: Readonly<Record<string, string>> = {
  truediv: 'truedivide',
  sub: 'subtract',
  mul: 'multiply',
  neg: 'negative',
  pow: 'power',
  reducemean: 'mean',
  reducesum: 'sum',
  reducemax: 'max',
  reducemin: 'min',
  reducevariance: 'var',
  reducestd: 'std',
  clipbyvalue: 'clip',
  concat: 'concatenate',
  l2normalize: 'normalize',
};

/** Operations that a functional model calls without a layer; Keras 2 and 3 list them among the layers. */
export const operationLayers: KerasLayers = {
  ...Object.fromEntries(
    Object.keys(operations).flatMap((name) => classNames(name).map((className) => [className, operation(name)])),
  ),
  TFOpLambda: ({ attributes }) => tensorFlowOperation(attributes.where, attributes.text('function')),
  SlicingOpLambda: ({ attributes }) => tensorFlowOperation(attributes.where, attributes.text('function')),
};

function operation(name: string): KerasLayer {
  return ({ attributes }) => runOperation(operations[name]!, attributes.raw);
}

function runOperation(run: Operation, config: Readonly<Record<string, unknown>>): BuiltLayer {
  return (call) => {
    const setting: Setting = (...names) => {
      const from = names.find((name) => call.kwargs[name] !== undefined);
      if (from !== undefined) return call.kwargs[from];
      return config[names.find((name) => config[name] !== undefined) ?? ''] as Argument;
    };
    return run(firstTensor([...call.args, ...Object.values(call.kwargs)]), setting, call);
  };
}

function tensorFlowOperation(where: string, name: string): BuiltLayer {
  const last = name.split('.').at(-1)!.replaceAll('_', '').toLowerCase();
  const spelled = synonyms[last] ?? last;
  if (Object.hasOwn(operations, spelled)) return runOperation(operations[spelled]!, {});
  throw new UserError({
    where,
    expected: `an operation of TensorFlow among ${Object.keys(operations).sort().join(', ')}`,
    found: name,
    remedy:
      'make a graph of the model, which holds what its layers compute: model.export(folder) in Python, then ' +
      'tensorflowjs_converter --input_format=tf_saved_model --output_format=tfjs_graph_model folder converted',
  });
}

/** `hardsigmoid` for Keras 3's class HardSigmoid. */
function classNames(name: string): string[] {
  const joined: Readonly<Record<string, string>> = {
    truedivide: 'TrueDivide',
    expanddims: 'ExpandDims',
    getitem: 'GetItem',
    broadcastto: 'BroadcastTo',
    stopgradient: 'StopGradient',
    leakyrelu: 'LeakyRelu',
    hardsigmoid: 'HardSigmoid',
    hardsilu: 'HardSilu',
    hardtanh: 'HardTanh',
    logsigmoid: 'LogSigmoid',
    logsoftmax: 'LogSoftmax',
    hardswish: 'HardSwish',
  };
  return [joined[name] ?? name[0]!.toUpperCase() + name.slice(1)];
}

/** The batch size may differ from that of the traced call. */
function shapeFor(x: tf.Tensor, shape: readonly number[]): number[] {
  const size = shape.reduce((product, side) => product * side, 1);
  return size > 0 && size !== x.size ? [x.shape[0]!, ...shape.slice(1)] : [...shape];
}

function placed2(x: tf.Tensor, a: Argument, b: Argument): [number, number] {
  const place = (axis: number) => (axis < 0 ? axis + x.rank : axis);
  return [place([a].flat()[0] as number), place([b].flat()[0] as number)];
}

/** A matrix product with batches of any rank on both sides. */
function product(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  if (b.rank !== 2 || a.rank === 2) return tf.matMul(a, b);
  return tf.matMul(a.reshape([-1, a.shape.at(-1)!]), b).reshape([...a.shape.slice(0, -1), b.shape[1]!]);
}
