import { type ChainLink, convolutionChain } from '../kernels/convolutionChain/convolutionChain.js';
import type { FinishingActivation } from '../kernels/finish/finishJob.js';
import { groupedConv2d } from '../kernels/groupedConv2d.js';
import tf from '../tfjs/tfjs.cjs';
import { chainedConvolutions, chainPrefix } from './chainGraphConvolutions.js';
import { joinedConvolution } from './joinGraphConvolutions.js';

/** A node at run time, as tfjs-converter passes it to a custom op. */
interface NodeValue {
  readonly inputs: readonly tf.Tensor[];
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** Graph ops that tfjs-converter lacks or computes differently from TensorFlow. */
const graphOps: Readonly<Record<string, (node: NodeValue) => tf.Tensor>> = {
  Conv2D: convolve,
  DivNoNan: divideNoNan,
  FusedBatchNorm: normalize,
  FusedBatchNormV2: normalize,
  FusedBatchNormV3: normalize,
  [chainedConvolutions]: convolveChained,
  [joinedConvolution]: convolveJoined,
  MatrixBandPart: bandPart,
};

/** Registers these ops with tfjs-converter for all graphs loaded later. */
export function registerGraphOps(): void {
  for (const [name, compute] of Object.entries(graphOps)) {
    tf.registerOp(name, (node) => tf.tidy(() => compute(node as unknown as NodeValue)));
  }
}

/** Supports groups, which tfjs refuses; NHWC. */
function convolve({ inputs, attrs }: NodeValue): tf.Tensor {
  const [x, filter] = inputs as [tf.Tensor4D, tf.Tensor4D];
  const middle = (list: unknown): [number, number] => (Array.isArray(list) ? [list[1], list[2]] : [1, 1]);
  return groupedConv2d(x, filter, {
    strides: middle(attrs.strides),
    dilations: middle(attrs.dilations),
    pad: padOf(attrs),
  });
}

function convolveJoined({ inputs, attrs }: NodeValue): tf.Tensor {
  const [x, ...operands] = inputs as [tf.Tensor4D, ...tf.Tensor[]];
  return convolutionChain(x, [linkOf(operands, attrs)]);
}

/** Inputs: images, then the operands of each convolution, whose attributes have its place before their names. */
function convolveChained({ inputs, attrs }: NodeValue): tf.Tensor {
  const [x, ...operands] = inputs as [tf.Tensor4D, ...tf.Tensor[]];
  const links = (attrs.operands as readonly number[]).map((count, at) => {
    const own = Object.entries(attrs).flatMap(([name, value]) =>
      name.startsWith(chainPrefix(at)) ? [[name.slice(chainPrefix(at).length), value]] : [],
    );
    return linkOf(operands.splice(0, count), Object.fromEntries(own));
  });
  return convolutionChain(x, links);
}

/** Operands: kernels, then nothing, a bias, or scale, offset, mean and variance, then a tensor to add if `added`. */
function linkOf(operands: readonly tf.Tensor[], attrs: NodeValue['attrs']): ChainLink {
  const [filter, ...rest] = operands as [tf.Tensor4D, ...tf.Tensor[]];
  const parameters = attrs.added === true ? rest.slice(0, -1) : rest;
  const [first, offset, mean, variance] = parameters.map((parameter) => parameter.flatten());
  const scale = variance
    ?.add(attrs.epsilon as number)
    .rsqrt()
    .mul(first!);
  const middle = (list: unknown): [number, number] => (Array.isArray(list) ? [list[1], list[2]] : [1, 1]);
  return {
    filter,
    depthwise: attrs.depthwise === true,
    strides: middle(attrs.strides),
    dilations: middle(attrs.dilations),
    pad: padOf(attrs),
    activation: attrs.activation as FinishingActivation,
    added: attrs.added === true ? rest.at(-1) : undefined,
    scale,
    offset: scale === undefined ? first : offset!.sub(mean!.mul(scale)),
  };
}

function padOf({ padding, explicit_paddings: explicit }: Readonly<Record<string, unknown>>): tf.Conv2DAttrs['pad'] {
  const name = String(padding).toLowerCase();
  if (name === 'same' || name === 'valid') return name;
  const sides = explicit as number[];
  const pair = (axis: number): [number, number] => [sides[2 * axis]!, sides[2 * axis + 1]!];
  return [pair(0), pair(1), pair(2), pair(3)];
}

/** 0 with gradient 0 where the divisor is 0; tfjs's gradient is NaN there. */
function divideNoNan({ inputs }: NodeValue): tf.Tensor {
  const [a, b] = inputs as [tf.Tensor, tf.Tensor];
  const zero = b.equal(0);
  const quotient = a.div(tf.where(zero, tf.onesLike(b), b));
  return quotient.mul(tf.logicalNot(zero).toFloat());
}

/**
 * Batch normalisation with the given averages, or in training mode with batch statistics, which Keras 2 uses for
 * LayerNormalization; channels last or first. tfjs reads neither attribute.
 */
function normalize({ inputs, attrs }: NodeValue): tf.Tensor {
  const [x, scale, offset, mean, variance] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const epsilon = (attrs.epsilon as number | undefined) ?? 1e-4;
  const channels = String(attrs.data_format).startsWith('nc') ? 1 : x.rank - 1;
  const spread = (vector: tf.Tensor) => vector.reshape(x.shape.map((size, axis) => (axis === channels ? size : 1)));
  if (attrs.is_training === false) {
    const last = channels === x.rank - 1;
    const parameter = (vector: tf.Tensor) => (last ? vector : spread(vector)) as tf.Tensor1D;
    const images = x as tf.Tensor4D;
    return tf.batchNorm(images, parameter(mean), parameter(variance), parameter(offset), parameter(scale), epsilon);
  }
  const moments = tf.moments(
    x,
    [...x.shape.keys()].filter((axis) => axis !== channels),
    true,
  );
  const normalized = x.sub(moments.mean).mul(moments.variance.add(epsilon).rsqrt());
  return normalized.mul(spread(scale)).add(spread(offset));
}

/** The diagonals from `lower` below to `upper` above the main one; tfjs uses one number for both. */
function bandPart({ inputs }: NodeValue): tf.Tensor {
  const [x, lower, upper] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const [below, above] = [lower.dataSync()[0]!, upper.dataSync()[0]!];
  const inside = (row: number, column: number) =>
    (below < 0 || row - column <= below) && (above < 0 || column - row <= above);
  const mask = Float32Array.from({ length: rows * columns }, (_, at) =>
    inside(Math.floor(at / columns), at % columns) ? 1 : 0,
  );
  return x.mul(tf.tensor2d(mask, [rows, columns]));
}
