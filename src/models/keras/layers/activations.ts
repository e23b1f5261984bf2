import { UserError } from '../../../base/errors.js';
import type { FinishingActivation } from '../../../kernels/finish/finishJob.js';
import tf from '../../../tfjs/tfjs.cjs';
import { shown } from '../attributes.js';
import { firstTensor, type JointLayer, type KerasLayers, type LayerParts, unary, withJoint } from '../kerasLayer.js';
import { isRecord } from '../parseReferences.js';

type Activation = (x: tf.Tensor) => tf.Tensor;

/** (1 + erf(x / sqrt 2)) x / 2. */
const gelu: Activation = (x) => tf.mul(x, tf.erf(x.mul(Math.SQRT1_2)).add(1)).mul(0.5);

/** The tanh approximation of gelu. */
const tanhGelu: Activation = (x) =>
  tf.mul(x, tf.tanh(x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI))).add(1)).mul(0.5);

/** relu6(x + 3) / 6, as in Keras 3. */
const hardSigmoid: Activation = (x) => tf.relu6(x.add(3)).mul(1 / 6);

/** 1 if x is above a bound, else 0. Its gradient is zero; a comparison would have none. */
const above = (x: tf.Tensor, bound: number) => tf.step(x.sub(bound));

const silu: Activation = (x) => x.mul(tf.sigmoid(x));
const hardSilu: Activation = (x) => x.mul(hardSigmoid(x));
const leakyRelu = (slope: number) => (x: tf.Tensor) => tf.leakyRelu(x, slope);
/** Over the last axis, with the gradient of `tf.logSoftmax`. */
const logSoftmax: Activation = (x) => tf.logSoftmax(x);
/** max(x, 0) + log(1 + exp(-|x|)): does not overflow and keeps its gradient. */
const softplus: Activation = (x) => tf.relu(x).add(tf.log1p(tf.exp(tf.abs(x).neg())));

/** Names of Keras 3; tfjs writes the same names in camel case, e.g. `hardSigmoid`. */
const activations: Readonly<Record<string, Activation>> = {
  linear: (x) => x,
  relu: tf.relu,
  relu6: tf.relu6,
  leaky_relu: leakyRelu(0.2),
  elu: tf.elu,
  celu: tf.elu,
  selu: tf.selu,
  softplus,
  softsign: (x) => x.div(tf.abs(x).add(1)),
  soft_shrink: (x) => tf.relu(x.sub(0.5)).sub(tf.relu(x.neg().sub(0.5))),
  hard_shrink: (x) => x.mul(above(tf.abs(x), 0.5)),
  tanh_shrink: (x) => x.sub(tf.tanh(x)),
  sparse_plus: (x) => tf.where(x.greaterEqual(1), x, tf.relu(x.add(1)).square().mul(0.25)),
  sparse_sigmoid: (x) => tf.clipByValue(x.add(1).mul(0.5), 0, 1),
  squareplus: (x) => x.add(tf.sqrt(x.square().add(4))).mul(0.5),
  silu,
  swish: silu,
  gelu,
  gelu_new: tanhGelu,
  glu: (x) => {
    const [value, gate] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
    return value.mul(tf.sigmoid(gate));
  },
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  exponential: tf.exp,
  hard_sigmoid: hardSigmoid,
  hard_silu: hardSilu,
  hard_swish: hardSilu,
  hard_tanh: (x) => tf.clipByValue(x, -1, 1),
  log_sigmoid: (x) => softplus(x.neg()).neg(),
  log_softmax: logSoftmax,
  softmax: (x) => tf.softmax(x),
  mish: (x) => x.mul(tf.tanh(softplus(x))),
};

/** `hard_sigmoid` of Keras 2 and tfjs is a different function: clip(0.2 x + 0.5, 0, 1). */
const olderActivations: Readonly<Record<string, Activation>> = {
  ...activations,
  hard_sigmoid: (x) => tf.clipByValue(x.mul(0.2).add(0.5), 0, 1),
};

/**
 * The activation of a layer: given by a name, an object with a function's name, or a layer; linear if none is given. Throws
 * `UserError` for custom functions.
 */
export function activationOf(
  { attributes, dialect, inner }: LayerParts,
  key = 'activation',
  fallback = 'linear',
): Activation {
  const value = attributes.raw[key] ?? fallback;
  if (isRecord(value) && value.class_name !== 'function' && isRecord(value.config)) {
    const layer = inner(value);
    return (x) => [layer({ args: [x], kwargs: {}, maskOf: () => undefined, setMask: () => {} })].flat()[0] as tf.Tensor;
  }
  const name = isRecord(value) ? value.config : value;
  const table = dialect === 'keras3' ? activations : olderActivations;
  const spelled = typeof name === 'string' ? name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase() : '';
  if (Object.hasOwn(table, spelled)) return table[spelled]!;
  throw new UserError({
    where: `${attributes.where}, '${key}'`,
    expected: `one of ${Object.keys(table).sort().join(', ')}`,
    found: shown(value),
    remedy:
      'make a graph of the model, which holds what its layers compute: model.export(folder) in Python, then ' +
      'tensorflowjs_converter --input_format=tf_saved_model --output_format=tfjs_graph_model folder converted',
  });
}

/** Activations that a convolution can end in, by the name that its kernels know. */
const finishing: ReadonlyMap<Activation, FinishingActivation> = new Map([
  [activations.linear!, 'linear'],
  [tf.relu, 'relu'],
  [tf.relu6, 'relu6'],
  [silu, 'swish'],
  [hardSilu, 'hardswish'],
]);

/** The activation as one that a convolution can end in, if it is; undefined for others. */
export function finishingActivationOf(activation: Activation): FinishingActivation | undefined {
  return finishing.get(activation);
}

/** An activation of Keras 3 by name. */
export function activationNamed(name: keyof typeof activations & string): Activation {
  return activations[name]!;
}

/** Layers that are an activation. */
export const activationLayers: KerasLayers = {
  Activation: (parts) => {
    const activation = activationOf(parts);
    return withJoint(unary(activation), jointActivation(finishingActivationOf(activation)));
  },
  ELU: ({ attributes }) => {
    const alpha = attributes.number('alpha', 1);
    return unary((x) => (alpha === 1 ? tf.elu(x) : tf.relu(x).add(tf.elu(tf.minimum(x, 0)).mul(alpha))));
  },
  LeakyReLU: ({ attributes }) => {
    const slope = attributes.number(attributes.has('negative_slope') ? 'negative_slope' : 'alpha', 0.3);
    return unary(leakyRelu(slope));
  },
  PReLU: ({ weights }) => {
    const alpha = weights.take('alpha');
    return unary((x) => tf.relu(x).sub(tf.relu(x.neg()).mul(alpha)));
  },
  ReLU: ({ attributes }) => {
    const max = attributes.has('max_value') ? attributes.number('max_value') : null;
    const slope = attributes.number('negative_slope', 0);
    const threshold = attributes.number('threshold', 0);
    const plain = slope === 0 && threshold === 0;
    const finishing = plain && max === null ? 'relu' : plain && max === 6 ? 'relu6' : undefined;
    return withJoint(
      unary((x) => boundedRelu(x, { max, slope, threshold })),
      jointActivation(finishing),
    );
  },
  ThresholdedReLU: ({ attributes }) => {
    const theta = attributes.number('theta', 1);
    return unary((x) => x.mul(above(x, theta)));
  },
  Softmax: ({ attributes }) => {
    const axes = attributes.integers('axis', { fallback: [-1] });
    return ({ args }) => softmaxOver(firstTensor(args), axes);
  },
};

function jointActivation(activation: FinishingActivation | undefined): JointLayer | undefined {
  return activation === undefined ? undefined : { kind: 'activation', activation };
}

interface Bounds {
  readonly max: number | null;
  readonly slope: number;
  readonly threshold: number;
}

/** x between threshold and max, max above, slope (x - threshold) below. */
function boundedRelu(x: tf.Tensor, { max, slope, threshold }: Bounds): tf.Tensor {
  if (slope === 0 && threshold === 0 && max === 6) return tf.relu6(x);
  const passed = threshold === 0 ? tf.relu(x) : x.mul(above(x, threshold));
  const bounded = max === null ? passed : tf.minimum(passed, max);
  return slope === 0 ? bounded : bounded.sub(tf.relu(x.neg().add(threshold)).mul(slope));
}

/** Softmax over several axes together. */
function softmaxOver(x: tf.Tensor, axes: readonly number[]): tf.Tensor {
  const places = axes.map((axis) => (axis < 0 ? axis + x.rank : axis));
  if (places.length === 1 && places[0] === x.rank - 1) return tf.softmax(x);
  const powers = tf.exp(x.sub(tf.max(x, places, true)));
  return powers.div(tf.sum(powers, places, true));
}
