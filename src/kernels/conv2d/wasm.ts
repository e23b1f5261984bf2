import tf from '../../tfjs/tfjs.cjs';
import { callKernel, type Kernel, registerKernel } from '../bindings/kernelRegistry.js';
import { disposeOutput } from '../bindings/wasmHeap.js';
import { type Geometry, geometryOf } from '../convolution/geometry.js';
import { runPass } from '../convolution/wasm.js';
import { isStridedPointwise, stridedForward, stridedInputGradient } from '../gathered/strided.js';
import { isPointwise, pointwiseForward, pointwiseInputGradient } from '../pointwise/pass.js';

/**
 * Ordinary convolutions are tiled ones with one tile: replaces tfjs-wasm's kernels, adds the missing filter gradient, and leaves
 * dilated convolutions to tfjs.
 */
export function registerConv2dWasm(): void {
  registerKernel(conv2d);
  registerKernel(fusedConv2d);
  registerKernel(inputGradient);
  registerKernel(filterGradient);
}

const conv2d: Kernel<Record<'x' | 'filter', tf.TensorInfo>, tf.Conv2DAttrs> = {
  name: 'Conv2D',
  backend: 'wasm',
  run: (inputs, attributes, stock) => {
    const { x, filter } = inputs;
    const geometry = geometryFor(x.shape, filter.shape, attributes);
    if (geometry === null) return stock(inputs, attributes);
    if (isPointwise(geometry)) return pointwiseForward(geometry, inputs);
    if (isStridedPointwise(geometry)) return stridedForward(geometry, inputs);
    const shape = outputShape(geometry);
    return runPass('forward', geometry, { x, kernels: filter }, { shape, relu: false });
  },
};

type FusedInputs = Record<'x' | 'filter', tf.TensorInfo> &
  Record<'bias' | 'preluActivationWeights', tf.TensorInfo | undefined>;

const fusedConv2d: Kernel<FusedInputs, tf.FusedConv2DAttrs> = {
  name: 'FusedConv2D',
  backend: 'wasm',
  run: (inputs, attributes, stock) => {
    const { x, filter, bias } = inputs;
    const { activation } = attributes;
    const geometry = geometryFor(x.shape, filter.shape, attributes);
    const biasFits = bias === undefined || (bias.shape.length === 1 && bias.shape[0] === filter.shape[3]);
    if (geometry === null || !biasFits) return stock(inputs, attributes);
    const result = { shape: outputShape(geometry), relu: activation === 'relu' };
    const y = runPass('forward', geometry, { x, kernels: filter, biases: bias }, result);
    if (activation === 'linear' || activation === 'relu') return y;
    try {
      return activate(y, inputs, attributes);
    } finally {
      disposeOutput(y);
    }
  },
};

const activations: Readonly<Record<string, string>> = {
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
};

/** Activations that are not fused: tfjs's kernels, applied after the convolution. */
function activate(x: tf.TensorInfo, inputs: FusedInputs, attributes: tf.FusedConv2DAttrs): tf.TensorInfo {
  const { activation, leakyreluAlpha } = attributes;
  const name = activations[activation];
  if (name === undefined) throw new Error(`FusedConv2D on wasm: unknown activation ${activation}`);
  const alpha = inputs.preluActivationWeights;
  return callKernel(name, 'wasm', name === 'Prelu' ? { x, alpha } : { x }, { alpha: leakyreluAlpha });
}

const inputGradient: Kernel<Record<'dy' | 'filter', tf.TensorInfo>, tf.Conv2DBackpropInputAttrs> = {
  name: 'Conv2DBackpropInput',
  backend: 'wasm',
  run: (inputs, attributes, stock) => {
    const { dy, filter } = inputs;
    const geometry = geometryFor(attributes.inputShape, filter.shape, { ...attributes, dilations: 1 });
    if (geometry === null) return stock(inputs, attributes);
    if (isPointwise(geometry)) return pointwiseInputGradient(geometry, inputs);
    if (isStridedPointwise(geometry)) return stridedInputGradient(geometry, inputs);
    return runPass('inputGradient', geometry, { dy, kernels: filter }, { shape: attributes.inputShape, relu: false });
  },
};

const filterGradient: Kernel<Record<'x' | 'dy', tf.TensorInfo>, tf.Conv2DBackpropFilterAttrs> = {
  name: 'Conv2DBackpropFilter',
  backend: 'wasm',
  run: ({ x, dy }, attributes) => {
    const shape = attributes.filterShape;
    const geometry = geometryFor(x.shape, shape, { ...attributes, dilations: 1 });
    if (geometry === null) {
      throw new Error(`Conv2DBackpropFilter on wasm: dataFormat ${attributes.dataFormat}, expected NHWC`);
    }
    return runPass('filterGradient', geometry, { x, dy }, { shape, relu: false });
  },
};

type ConvolutionAttributes = Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dataFormat' | 'dimRoundingMode'> & {
  readonly dilations: tf.Conv2DAttrs['dilations'] | number;
};

/** Null for unsupported convolutions. */
function geometryFor(
  xShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dataFormat, dilations, dimRoundingMode }: ConvolutionAttributes,
): Geometry | null {
  const dilated = typeof dilations === 'number' ? dilations !== 1 : dilations.some((dilation) => dilation !== 1);
  if (dilated || dataFormat !== 'NHWC') return null;
  type Shape = [number, number, number, number];
  const shapes = [xShape as Shape, filterShape as Shape] as const;
  const info = tf.backend_util.computeConv2DInfo(...shapes, strides, 1, pad, dimRoundingMode, false, 'channelsLast');
  return geometryOf(info);
}

function outputShape({ batch, outHeight, outWidth, filters }: Geometry): number[] {
  return [batch, outHeight, outWidth, filters];
}
