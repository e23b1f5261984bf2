import tf from '../../tfjs/tfjs.cjs';
import { isRecording, runRecorded } from '../bindings/gradientTape.js';
import { runKernel, runKernels } from '../bindings/kernelRegistry.js';
import { boundsOf, type FinishingActivation, hasSlopes } from '../finish/finishJob.js';
import { groupedConv2d } from '../groupedConv2d.js';
import * as names from './names.js';

export type FinishedConvolution = names.ConvolutionAttributes & {
  readonly activation: FinishingActivation;
  /** [filters]: factors of the sums; 1 if left out. */
  readonly scale?: tf.Tensor | undefined;
  /** [filters]: added afterwards; 0 if left out. */
  readonly offset?: tf.Tensor | undefined;
  /** Added before the activation; of the results' shape, or one that is broadcast to it. */
  readonly added?: tf.Tensor | undefined;
};

/**
 * A convolution of NHWC images with constant weights, then a factor and a shift for each filter (a bias, or batch normalisation in test
 * mode), another tensor and an activation: as one operation on wasm, where its results are touched once, as several elsewhere.
 * Differentiable in x and the added tensor only. The gradient is zero where the result of ReLU or ReLU6 is 0 or 6; the slopes of swish
 * and hard swish come from their inputs. The caller owns the result.
 */
export function finishedConvolution(x: tf.Tensor4D, filter: tf.Tensor4D, options: FinishedConvolution): tf.Tensor4D {
  if (!isJoined(x, filter, options)) return tf.tidy(() => oneAfterTheOther(x, filter, options));
  const { depthwise, strides, pad, dilations, dimRoundingMode, activation, scale, offset, added } = options;
  const attributes = { depthwise, strides, pad, dilations, dimRoundingMode, activation };
  const { shape: inputShape } = x;
  return runRecorded<tf.Tensor4D>({
    inputs: { x, ...present({ added }) },
    forward: (keep) => {
      const inputs = { x, filter, ...present({ scale, offset, added }) };
      const withSlopes = isRecording() && hasSlopes(activation);
      const [y, slopes] = [runKernels(names.forward, inputs, { ...attributes, withSlopes })].flat() as tf.Tensor4D[];
      const read = slopes ?? (activation === 'linear' ? undefined : y);
      keep([filter, ...(scale === undefined ? [] : [scale]), ...(read === undefined ? [] : [read])]);
      return y!;
    },
    gradients: (dy, [kernels, ...kept]) => {
      const factor = scale === undefined ? undefined : kept.shift();
      const [y] = kept;
      const inputs = { dy, filter: kernels!, ...present({ scale: factor, y }) };
      return {
        x: () => runKernel(names.inputGradient, inputs, { ...attributes, inputShape }),
        added: () => (y === undefined ? dy.clone() : activationGradient(dy, y, activation)),
      };
    },
  });
}

/** The gradient of what goes into an activation; `y` are its results, or its slopes if it has them. */
function activationGradient(dy: tf.Tensor, y: tf.Tensor, activation: FinishingActivation): tf.Tensor {
  if (hasSlopes(activation)) return dy.mul(y);
  return runKernel(names.boundedGradient, { dy, y }, { bounds: boundsOf[activation] });
}

function isJoined(x: tf.Tensor4D, filter: tf.Tensor4D, options: FinishedConvolution): boolean {
  const { depthwise, dilations, added } = options;
  if (tf.getKernel(names.forward, tf.getBackend()) === undefined || x.dtype !== 'float32') return false;
  if (added !== undefined && !isAddable(x, filter, options)) return false;
  return depthwise ? filter.shape[3] === 1 : dilations.every((side) => side === 1) && filter.shape[2] === x.shape[3];
}

/** Whether the added tensor has the shape of the results, and these are those of an ordinary convolution. */
function isAddable(x: tf.Tensor4D, filter: tf.Tensor4D, options: FinishedConvolution): boolean {
  const { depthwise, strides, dilations, pad, dimRoundingMode, added } = options;
  if (depthwise || added?.dtype !== 'float32') return false;
  const info = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, strides, dilations, pad, dimRoundingMode);
  return tf.util.arraysEqual(added.shape, info.outShape);
}

/** The tensors that are there. */
export function present(tensors: Readonly<Record<string, tf.Tensor | undefined>>): Record<string, tf.Tensor> {
  const entries = Object.entries(tensors).filter(([, tensor]) => tensor !== undefined);
  return Object.fromEntries(entries) as Record<string, tf.Tensor>;
}

/** The activations as ops of their own. */
export const finishingActivations = {
  linear: (y: tf.Tensor) => y,
  relu: tf.relu,
  relu6: tf.relu6,
  swish: (y: tf.Tensor) => y.mul(tf.sigmoid(y)),
  hardswish: (y: tf.Tensor) => y.mul(tf.relu6(y.add(3)).mul(1 / 6)),
} satisfies Record<FinishingActivation, (y: tf.Tensor) => tf.Tensor>;

function oneAfterTheOther(x: tf.Tensor4D, filter: tf.Tensor4D, options: FinishedConvolution): tf.Tensor4D {
  const { depthwise, strides, dilations, dimRoundingMode, activation, scale, offset, added } = options;
  // tfjs's backends differ in what padding they take.
  const [images, pad] = Array.isArray(options.pad) ? [tf.pad(x, options.pad), 'valid' as const] : [x, options.pad];
  const sums = depthwise
    ? tf.depthwiseConv2d(images, filter, strides, pad, 'NHWC', dilations, dimRoundingMode)
    : groupedConv2d(images, filter, { strides, pad, dilations, dimRoundingMode });
  const scaled = scale === undefined ? sums : sums.mul(scale);
  const shifted = offset === undefined ? scaled : scaled.add(offset);
  return finishingActivations[activation](added === undefined ? shifted : shifted.add(added)) as tf.Tensor4D;
}
