import tf from '../../tfjs/tfjs.cjs';
import { analogConvolution } from '../analogConvolution/analogConvolution.js';
import { type ChainLink, convolutionChain } from '../convolutionChain/convolutionChain.js';
import { convolutionStage } from '../convolutionStage/convolutionStage.js';
import type { FinishingActivation } from '../finish/finishJob.js';
import { finishedConvolution } from '../finishedConvolution/finishedConvolution.js';
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
  readonly activation: FinishingActivation;
  /** What is before the depthwise convolution: a pointwise one, one of images with three channels, or nothing. */
  readonly first: 'pointwise' | 'gathered' | 'none';
  /** Whether a pointwise one is after it. */
  readonly isProjected: boolean;
}

/** A chain of convolutions around a depthwise one, which must be them one after the other; where the shapes allow it, the images are added to its results. */
export function chainTrial(shape: ChainShape): Trial {
  const apart = (x: tf.Tensor4D, links: readonly ChainLink[]) =>
    links.reduce((images, { filter, ...options }) => finishedConvolution(images, filter, options), x);
  return {
    name: `chain of convolutions ${JSON.stringify(shape)}`,
    compute: () => [chained(shape, convolutionChain)],
    computeOtherwise: () => [chained(shape, apart)],
  };
}

function chained(shape: ChainShape, compute: typeof convolutionChain): tf.Tensor4D {
  const { batch, side, channels, wide, kernel, stride, activation, first, isProjected } = shape;
  const read = { pointwise: channels, gathered: 3, none: wide }[first];
  const x = floats<tf.Rank.R4>(1, [batch, side, side, read]);
  const link = (seed: number, sides: readonly number[], by: number): ChainLink => ({
    ...{ depthwise: false, pad: 'same', activation, strides: [by, by], dilations: [1, 1] },
    filter: floats<tf.Rank.R4>(seed, sides as [number, number, number, number]),
  });
  const before = { pointwise: [link(2, [1, 1, channels, wide], 1)], gathered: [link(2, [3, 3, 3, wide], 2)], none: [] };
  const depthwise = { ...link(3, [kernel, kernel, wide, 1], stride), depthwise: true };
  const project = link(4, [1, 1, wide, channels], 1);
  const added = stride === 1 && first === 'pointwise' ? x : undefined;
  return compute(x, [...before[first], depthwise, ...(isProjected ? [{ ...project, added }] : [])]);
}
