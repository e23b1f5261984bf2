import tf from '../../tfjs/tfjs.cjs';
import { analogConvolution } from '../analogConvolution/analogConvolution.js';
import { convolutionChain } from '../convolutionChain/convolutionChain.js';
import { convolutionStage } from '../convolutionStage/convolutionStage.js';
import { type FinishingActivation, finishedConvolution } from '../finishedConvolution/finishedConvolution.js';
import { type TiledConv2dOptions, tiledConv2d } from '../tiledConv2d/tiledConv2d.js';
import { floats, type Trial, withGradients } from './trial.js';

/** A convolution of square images, in elements. */
export interface ConvolutionShape {
  readonly batch: number;
  readonly side: number;
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
  readonly filters: number;
}

export interface StageShape extends ConvolutionShape {
  readonly tiles: number;
  readonly activation: 'linear' | 'relu';
  /** Normalisation and pooling of its results, or none. */
  readonly pooling: 'max' | 'average' | null;
  readonly depthRadius: number;
  readonly beta: number;
}

/** A tiled convolution, alone or with normalisation and pooling, and its three gradients. */
export function stageTrial(shape: StageShape): Trial {
  const { batch, side, channels, kernel, filters, tiles, pooling, depthRadius, beta } = shape;
  const compute = () => {
    const operands = [
      floats(1, [batch, side, side, channels]),
      floats(2, [tiles, kernel, kernel, channels, filters]),
      floats(3, [tiles, filters]),
    ];
    const options = optionsOf(shape);
    return withGradients(operands, (x, kernels, biases) => {
      const inputs = [x as tf.Tensor4D, kernels as tf.Tensor5D, biases as tf.Tensor2D] as const;
      if (pooling === null) return tiledConv2d(...inputs, options);
      return convolutionStage(...inputs, { ...options, pooling, depthRadius, beta, bias: 1, alpha: 1e-2 });
    });
  };
  return { name: `convolution ${JSON.stringify(shape)}`, compute };
}

/** Patches come in a fixed disorder; with several tiles one in eleven has none. */
function optionsOf({ batch, side, kernel, stride, padding, tiles, activation }: StageShape): TiledConv2dOptions {
  const out = padding === 'same' ? Math.ceil(side / stride) : Math.ceil((side - kernel + 1) / stride);
  const tileOf = (i: number) => (tiles > 1 && i % 11 === 10 ? -1 : Math.imul(i, 40503) % tiles);
  const assigned = Int32Array.from({ length: batch * out * out }, (_, i) => tileOf(i));
  const assignment = tf.tensor2d(assigned, [batch, out * out], 'int32');
  return { assignment, strides: [stride, stride], padding, activation };
}

/** The same convolution by analog arrays with converters and noise, and its input gradient. */
export function analogTrial(shape: StageShape): Trial {
  const { batch, side, channels, kernel, filters, tiles } = shape;
  const inputs = kernel * kernel * channels;
  const reading = {
    ...{ starts: [0, inputs >> 1, inputs], inputStep: 1 / 127, outputStep: 1 / 255, bound: 12, mostDivisor: 4 },
    ...{ outputNoise: 0.04, weightNoise: 0.02, range: 0 },
  };
  const compute = () => {
    const weights = floats<tf.Rank.R5>(2, [tiles, kernel, kernel, channels, filters]);
    const operands = {
      ...{ weights, gradientKernels: weights, biases: floats<tf.Rank.R2>(3, [tiles, filters]) },
      factors: floats<tf.Rank.R3>(4, [tiles, 2, filters]),
    };
    const keys = tf.tensor2d(
      Int32Array.from({ length: 2 * batch }, (_, i) => 77 + i),
      [batch, 2],
      'int32',
    );
    const options = { ...optionsOf(shape), reading, keys };
    return withGradients([floats(1, [batch, side, side, channels])], (x) =>
      analogConvolution(x as tf.Tensor4D, operands, options),
    );
  };
  return { name: `analog convolution ${JSON.stringify(shape)}`, compute };
}

export interface FinishedShape extends ConvolutionShape {
  readonly depthwise: boolean;
  readonly activation: FinishingActivation;
}

/** A convolution of others' networks, finished, and its input gradient; with kernels of 1 x 1 a product of matrices. */
export function finishedTrial(shape: FinishedShape): Trial {
  const { batch, side, channels, kernel, stride, padding, filters, depthwise, activation } = shape;
  const width = depthwise ? channels : filters;
  const compute = () => {
    const filter = floats<tf.Rank.R4>(2, [kernel, kernel, channels, depthwise ? 1 : filters]);
    const options = {
      ...{
        depthwise,
        strides: [stride, stride] as [number, number],
        pad: padding,
        dilations: [1, 1] as [number, number],
      },
      ...{ activation, scale: floats(3, [width]), offset: floats(4, [width]) },
    };
    return withGradients([floats(1, [batch, side, side, channels])], (x) =>
      finishedConvolution(x as tf.Tensor4D, filter, options),
    );
  };
  return { name: `finished convolution ${JSON.stringify(shape)}`, compute };
}

export interface ChainShape {
  readonly batch: number;
  readonly side: number;
  readonly channels: number;
  readonly wide: number;
  readonly kernel: number;
  readonly stride: number;
}

/** A chain of a pointwise convolution, a depthwise one and a pointwise one back to the same channels, whose images are added with stride 1. */
export function chainTrial(shape: ChainShape): Trial {
  const { batch, side, channels, wide, kernel, stride } = shape;
  const compute = () => {
    const x = floats<tf.Rank.R4>(1, [batch, side, side, channels]);
    const plain = { depthwise: false, pad: 'same' as const, activation: 'relu6' as const };
    const steps = (by: number) => ({ strides: [by, by] as [number, number], dilations: [1, 1] as [number, number] });
    const expand = { ...plain, ...steps(1), filter: floats<tf.Rank.R4>(2, [1, 1, channels, wide]) };
    const depthwise = { ...plain, ...steps(stride), filter: floats<tf.Rank.R4>(3, [kernel, kernel, wide, 1]) };
    const project = { ...plain, ...steps(1), filter: floats<tf.Rank.R4>(4, [1, 1, wide, channels]) };
    const added = stride === 1 ? x : undefined;
    return [convolutionChain(x, [expand, { ...depthwise, depthwise: true }, { ...project, added }])];
  };
  return { name: `chain of convolutions ${JSON.stringify(shape)}`, compute };
}
