import tf from '../../tfjs/tfjs.cjs';
import { registerComposed } from '../bindings/composedKernel.js';
import { callKernel } from '../bindings/kernelRegistry.js';
import { extractPatches } from '../bindings/tensorflowOps.js';
import { type Geometry, tiledGeometry } from '../convolution/geometry.js';
import { addUnitPlanes } from '../pooling/unitPlanes.js';
import { groupPatches, type PatchGroups } from './groupPatches.js';
import * as names from './names.js';

/**
 * Registers the tiled convolution and its gradients, composed of TensorFlow ops: extract patches, sort them by tile, compute one
 * batched matrix product, and restore the order. If one tile computes every patch, TensorFlow's convolution is used.
 */
export function registerTiledConv2dTensorflow(): void {
  registerComposed<keyof names.ForwardInputs, names.TiledAttributes>(names.forward, forward);
  registerComposed<keyof names.InputGradientInputs, names.GradientAttributes>(names.inputGradient, inputGradient);
  registerComposed<keyof names.FilterGradientInputs, names.GradientAttributes>(names.filterGradient, filterGradient);
  registerComposed<keyof names.BiasGradientInputs, names.GradientAttributes>(names.biasGradient, biasGradient);
}

/** Inputs of a kernel as tensors. */
type Tensors<I> = Readonly<Record<keyof I, tf.Tensor>>;

function forward(inputs: Tensors<names.ForwardInputs>, attributes: names.TiledAttributes): tf.Tensor {
  const { kernels, biases } = inputs;
  const geometry = tiledGeometry({ ...attributes, x: inputs.x.shape, kernels: kernels.shape });
  const { batch, outHeight, outWidth, filters, tiles } = geometry;
  const x = inputs.x as tf.Tensor4D;
  const groups = groupsOf(inputs.assignment, geometry);
  const y = isOrdinary(geometry, groups)
    ? tf.conv2d(x, ordinaryKernel(kernels), [...attributes.strides], attributes.padding).add(biases)
    : ungroup(
        tf
          .matMul(group(patchRows(x, geometry, attributes), groups), kernels.reshape([tiles, -1, filters]))
          .add(biases.reshape([tiles, 1, filters])),
        groups,
      ).reshape([batch, outHeight, outWidth, filters]);
  return attributes.activation === 'relu' ? tf.relu(y) : y;
}

function inputGradient(inputs: Tensors<names.InputGradientInputs>, attributes: names.GradientAttributes): tf.Tensor {
  const geometry = tiledGeometry({ ...attributes, x: attributes.shape, kernels: inputs.kernels.shape });
  const { batch, outHeight, outWidth, channels, filters, tiles, kernelHeight, kernelWidth } = geometry;
  const { kernels } = inputs;
  const dy = maskedGradient(inputs, attributes);
  const groups = groupsOf(inputs.assignment, geometry);
  if (isOrdinary(geometry, groups)) {
    const convolution = { ...convolutionAttributes(attributes), inputShape: attributes.shape };
    const operands = { dy, filter: ordinaryKernel(kernels) };
    return callKernel(tf.Conv2DBackpropInput, 'tensorflow', operands, convolution) as tf.Tensor;
  }
  const rows = group(dy.reshape([-1, filters]), groups);
  const columns = tf.matMul(rows, kernels.reshape([tiles, -1, filters]), false, true);
  const patches = ungroup(columns, groups).reshape([batch, outHeight, outWidth, -1]);
  const planes = tf.split(patches, Array<number>(kernelHeight * kernelWidth).fill(channels), 3) as tf.Tensor4D[];
  return addUnitPlanes(planes, { ...geometry, windowHeight: kernelHeight, windowWidth: kernelWidth });
}

function filterGradient(inputs: Tensors<names.FilterGradientInputs>, attributes: names.GradientAttributes): tf.Tensor {
  const geometry = tiledGeometry({ ...attributes, x: inputs.x.shape, kernels: attributes.shape });
  const x = inputs.x as tf.Tensor4D;
  const dy = maskedGradient(inputs, attributes);
  const groups = groupsOf(inputs.assignment, geometry);
  if (isOrdinary(geometry, groups)) {
    const convolution = { ...convolutionAttributes(attributes), filterShape: attributes.shape.slice(1) };
    const gradient = callKernel(tf.Conv2DBackpropFilter, 'tensorflow', { x, dy }, convolution) as tf.Tensor;
    return gradient.reshape([...attributes.shape]);
  }
  const patches = group(patchRows(x, geometry, attributes), groups);
  const rows = group(dy.reshape([-1, geometry.filters]), groups);
  return tf.matMul(patches, rows, true, false).reshape([...attributes.shape]);
}

function biasGradient(inputs: Tensors<names.BiasGradientInputs>, attributes: names.GradientAttributes): tf.Tensor {
  const geometry = names.biasGeometry(inputs.dy.shape, attributes.shape);
  const rows = maskedGradient(inputs, attributes).reshape([-1, geometry.filters]);
  const groups = groupsOf(inputs.assignment, geometry);
  return isOrdinary(geometry, groups) ? rows.sum(0, true) : group(rows, groups).sum(1);
}

function groupsOf(assignment: tf.Tensor, { batch, outHeight, outWidth, tiles }: Geometry): PatchGroups {
  const values = assignment.dataSync();
  return groupPatches(values, { batch, patches: outHeight * outWidth, tiles });
}

/** Whether one tile computes every patch. */
function isOrdinary({ tiles }: Geometry, { even }: PatchGroups): boolean {
  return tiles === 1 && even;
}

function ordinaryKernel(kernels: tf.Tensor): tf.Tensor4D {
  return kernels.reshape(kernels.shape.slice(1)) as tf.Tensor4D;
}

function convolutionAttributes({ strides, padding }: names.TiledAttributes): object {
  return { strides: [...strides], pad: padding, dataFormat: 'NHWC' };
}

/** One row per patch: [B * OH * OW, kh * kw * C]. */
function patchRows(x: tf.Tensor4D, geometry: Geometry, { strides, padding }: names.TiledAttributes): tf.Tensor2D {
  const { kernelHeight, kernelWidth, channels } = geometry;
  const patches = extractPatches(x, { window: [kernelHeight, kernelWidth], strides, padding });
  return patches.reshape([-1, kernelHeight * kernelWidth * channels]);
}

/** Rows [N, W] grouped by tile: [T, size, W]; groups are padded with rows of zeros. */
function group(rows: tf.Tensor, { size, order, even }: PatchGroups): tf.Tensor3D {
  const source = even ? rows : withZeroRow(rows);
  return tf.gather(source, tf.tensor1d(order, 'int32')).reshape([-1, size, rows.shape[1]!]);
}

/** The reverse of `group`: [T, size, W] to rows [N, W] in patch order, with zeros for patches without a tile. */
function ungroup(groups: tf.Tensor, { places, even }: PatchGroups): tf.Tensor2D {
  const rows = groups.reshape([-1, groups.shape.at(-1)!]);
  return tf.gather(even ? rows : withZeroRow(rows), tf.tensor1d(places, 'int32')) as tf.Tensor2D;
}

function withZeroRow(rows: tf.Tensor): tf.Tensor {
  return tf.concat([rows, tf.zeros([1, rows.shape[1]!])]);
}

function maskedGradient({ dy, y }: Record<'dy' | 'y', tf.Tensor>, { activation }: names.TiledAttributes): tf.Tensor4D {
  const gradient = dy as tf.Tensor4D;
  return activation === 'linear' ? gradient : tf.where(y.greater(0), gradient, tf.zerosLike(gradient));
}
