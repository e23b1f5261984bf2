import { arrayStarts, programArrays } from '../analog/programMatrix.js';
import { UserError } from '../base/errors.js';
import { type AnalogSpec, type Converters, converterSteps } from '../contract/analog.js';
import { peripheries } from '../contract/analogPeripheries.js';
import type { ArrayReading } from '../kernels/analogConvolution/names.js';
import type { MountedArrays } from '../layers/mountedArrays.js';
import tf from '../tfjs/tfjs.cjs';
import { kernelTiles } from './kernelTiles.js';
import { programTensor } from './programWeights.js';

/** A layer's kernels on the arrays of a chip, [tiles, k, k, C, F]; the caller owns the tensors. */
export function arraysOf(
  path: string,
  kernels: tf.Tensor5D,
  { layer, analog }: { readonly layer: string; readonly analog: AnalogSpec },
): MountedArrays {
  const [tiles, height, width, channels, outputs] = kernels.shape;
  const starts = arrayStarts(height * width * channels, analog.rows);
  const weights = new Float32Array(kernels.size);
  const factors = new Float32Array(tiles * (starts.length - 1) * outputs);
  for (const { tile, values } of kernelTiles(kernels)) {
    const own = programArrays({ values, outputs, layer, tile }, analog);
    weights.set(own.weights, tile * own.weights.length);
    factors.set(own.factors, tile * own.factors.length);
  }
  const operands = {
    weights: tf.tensor5d(weights, kernels.shape),
    factors: tf.tensor3d(factors, [tiles, starts.length - 1, outputs]),
    gradientKernels: gradientKernels(kernels, { layer, analog }),
  };
  const converters = analog.converters ?? peripheries.none;
  const reading = { starts, ...readingOf(converters, rangeOf(path, layer, converters)) };
  return { layer, operands, reading, pass: [analog.chip, Math.round(1000 * analog.time)] };
}

function gradientKernels(
  kernels: tf.Tensor5D,
  { layer, analog }: { readonly layer: string; readonly analog: AnalogSpec },
): tf.Tensor5D {
  if (analog.gradient === 'digital') return kernels.clone();
  return programTensor(kernels, layer, { analog, isTiled: true }) as tf.Tensor5D;
}

function readingOf(converters: Converters, range: number): Omit<ArrayReading, 'starts'> {
  const { input, output, bound, mostDivisor } = converterSteps(converters);
  const { outputNoise, weightNoise } = converters;
  return { inputStep: input, outputStep: output, bound, mostDivisor, outputNoise, weightNoise, range };
}

/** The input that is full scale, 0 if that is the largest of each vector. */
function rangeOf(path: string, layer: string, { noiseManagement, inputRange }: Converters): number {
  if (noiseManagement === 'absMax') return 0;
  const range = typeof inputRange === 'object' ? inputRange[layer] : inputRange;
  if (range !== undefined) return range;
  throw new UserError({
    where: path,
    expected: `an input range of the analog layer ${layer}`,
    found: typeof inputRange === 'object' ? `ranges of ${Object.keys(inputRange).join(', ')}` : 'none',
    remedy: `add "${layer}" to "inputRange", or give one number for all layers`,
  });
}
