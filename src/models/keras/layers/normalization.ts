import tf from '../../../tfjs/tfjs.cjs';
import type { Attributes } from '../attributes.js';
import { type KerasLayer, type KerasLayers, type LayerParts, unary, withJoint } from '../kerasLayer.js';

/** Layers that shift and scale by statistics, either stored or of the image. */
export const normalizationLayers: KerasLayers = {
  BatchNormalization: batchNormalization,
  BatchNormalizationV1: batchNormalization,
  SyncBatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  GroupNormalization: groupNormalization,
  RMSNormalization: (parts) => {
    const epsilon = parts.attributes.number('epsilon', 1e-6);
    return rootMeanSquare(parts, { names: ['scale', 'gamma'], epsilon });
  },
  UnitNormalization: ({ attributes }) => {
    const axes = attributes.integers('axis', { fallback: [-1] });
    return unary((x) => x.mul(tf.rsqrt(tf.maximum(tf.sum(x.square(), placed(axes, x.rank), true), 1e-12))));
  },
  // Kernels are stored already divided by their norm.
  SpectralNormalization: ({ attributes, inner }) => inner(attributes.raw.layer, innerName(attributes.raw.layer)),
};

/** The name of a wrapper's inner layer. */
export function innerName(layer: unknown): string {
  const { config } = (layer ?? {}) as { config?: { name?: unknown } };
  return String(config?.name ?? 'layer');
}

/** Axes counted from the front. */
export function placed(axes: readonly number[], rank: number): number[] {
  return axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
}

/** Uses the moving statistics: one product and one sum. */
function batchNormalization({ attributes, weights }: LayerParts): ReturnType<KerasLayer> {
  const axes = attributes.integers('axis', { fallback: [-1] });
  if (axes.length !== 1) throw attributes.fault('axis', 'one axis');
  const epsilon = attributes.number('epsilon', 1e-3);
  const mean = weights.take('moving_mean', [null]);
  const size = mean.shape;
  const variance = weights.take('moving_variance', size);
  const gamma = attributes.flag('scale', true) ? weights.take('gamma', size) : null;
  const beta = attributes.flag('center', true) ? weights.take('beta', size) : null;
  const factor = weights.keep(() => {
    const inverse = tf.rsqrt(variance.add(epsilon));
    return gamma === null ? inverse : inverse.mul(gamma);
  });
  const shift = weights.keep(() => (beta ?? tf.zerosLike(mean)).sub(mean.mul(factor)));
  const run = unary((x) => {
    const shape = x.shape.map((_, axis) => (axis === placed(axes, x.rank)[0] ? mean.size : 1));
    return x.mul(factor.reshape(shape)).add(shift.reshape(shape));
  });
  const ofLastAxis = axes[0] === -1 || axes[0] === 3;
  return withJoint(run, ofLastAxis ? { kind: 'normalization', scale: factor, offset: shift } : undefined);
}

function layerNormalization(parts: LayerParts): ReturnType<KerasLayer> {
  const { attributes, weights } = parts;
  const epsilon = attributes.number('epsilon', 1e-3);
  if (attributes.flag('rms_scaling', false)) return rootMeanSquare(parts, { names: ['gamma'], epsilon });
  const axes = attributes.integers('axis', { fallback: [-1] });
  const gamma = attributes.flag('scale', true) ? weights.take('gamma') : null;
  const beta = attributes.flag('center', true) ? weights.take('beta') : null;
  return unary((x) => {
    const over = placed(axes, x.rank);
    return affine(standardised(x, over, epsilon), sidesOf(x, over), { gamma, beta });
  });
}

function rootMeanSquare(
  { attributes, weights }: LayerParts,
  { names, epsilon }: { readonly names: readonly string[]; readonly epsilon: number },
): ReturnType<KerasLayer> {
  const axes = attributes.integers('axis', { fallback: [-1] });
  const gamma = weights.take(names);
  return unary((x) => {
    const over = placed(axes, x.rank);
    const scaled = x.mul(tf.rsqrt(tf.mean(x.square(), over, true).add(epsilon)));
    return affine(scaled, sidesOf(x, over), { gamma, beta: null });
  });
}

function groupNormalization({ attributes, weights }: LayerParts): ReturnType<KerasLayer> {
  const axis = attributes.integer('axis', -1);
  const groups = attributes.integer('groups', 32);
  const epsilon = attributes.number('epsilon', 1e-3);
  const gamma = attributes.flag('scale', true) ? weights.take('gamma') : null;
  const beta = attributes.flag('center', true) ? weights.take('beta') : null;
  return unary((x) => {
    const place = placed([axis], x.rank)[0]!;
    const channels = x.shape[place]!;
    const count = groupCount(attributes, groups, channels);
    // [batch, before, groups, channels of a group, after]: fewer axes are faster.
    const size = (sides: readonly number[]) => sides.reduce((product, side) => product * side, 1);
    const before = size(x.shape.slice(1, place));
    const grouped = x.reshape([x.shape[0]!, before, count, channels / count, size(x.shape.slice(place + 1))]);
    const normal = standardised(grouped, [1, 3, 4], epsilon).reshape(x.shape);
    return affine(normal, sidesOf(x, [place]), { gamma, beta });
  });
}

function groupCount(attributes: Attributes, groups: number, channels: number): number {
  const count = groups === -1 ? channels : groups;
  if (count < 1 || channels % count !== 0) throw attributes.fault('groups', `a divisor of ${channels} channels`);
  return count;
}

/** Mean 0 and variance 1 over the axes, except for epsilon. */
function standardised(x: tf.Tensor, axes: number[], epsilon: number): tf.Tensor {
  const centred = x.sub(tf.mean(x, axes, true));
  return centred.mul(tf.rsqrt(tf.mean(centred.square(), axes, true).add(epsilon)));
}

/** A shape that broadcasts weights over their missing axes. */
function sidesOf(x: tf.Tensor, axes: readonly number[]): number[] {
  return x.shape.map((side, axis) => (axes.includes(axis) ? side : 1));
}

function affine(
  x: tf.Tensor,
  shape: number[],
  { gamma, beta }: { readonly gamma: tf.Tensor | null; readonly beta: tf.Tensor | null },
): tf.Tensor {
  const scaled = gamma === null ? x : x.mul(gamma.reshape(shape));
  return beta === null ? scaled : scaled.add(beta.reshape(shape));
}
