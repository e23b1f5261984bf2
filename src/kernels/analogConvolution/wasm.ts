import type tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput, type Scratch } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';
import type { Geometry } from '../convolution/geometry.js';
import { passSizes, writeConvolutionJob } from '../convolution/job.js';
import { writePoolJob } from '../convolution/poolJob.js';
import { checkAssignment } from '../tiledConv2d/checkAssignment.js';
import * as names from './names.js';
import { analogGeometry } from './plain.js';

/** Registers the analog convolution, and that with normalisation and pooling after it, for the wasm backend. */
export function registerAnalogConvolutionWasm(): void {
  const backend = 'wasm';
  registerKernel<names.AnalogInputs, names.AnalogAttributes>({ name: names.forward, backend, run: forward });
  registerKernel<names.AnalogInputs, names.StageAttributes>({ name: names.stage, backend, run: stage });
}

function forward(inputs: names.AnalogInputs, attributes: names.AnalogAttributes): tf.TensorInfo {
  const geometry = geometryOf(inputs, attributes);
  return filledOutput(outputShape(geometry), (y, scratch) => {
    kernelModule().convolutionForward(writeReads(geometry, { inputs, attributes, places: { y } }, scratch));
  });
}

/** The pooled result and, if kept, the convolution's outputs. */
function stage(inputs: names.AnalogInputs, attributes: names.StageAttributes): tf.TensorInfo[] {
  const geometry = geometryOf(inputs, attributes);
  const { batch, outHeight, outWidth, filters } = geometry;
  const kept: tf.TensorInfo[] = [];
  const pooled = filledOutput([batch, outHeight >> 1, outWidth >> 1, filters], (result, scratch) => {
    const compute = (y: number) => {
      const relu = attributes.activation === 'relu';
      const pool = writePoolJob(geometry, attributes, { y: result, relu }, scratch);
      kernelModule().convolutionForward(writeReads(geometry, { inputs, attributes, places: { y, pool } }, scratch));
    };
    if (attributes.keepsOutputs) kept.push(filledOutput(outputShape(geometry), compute));
    else compute(0);
  });
  return [pooled, ...kept];
}

function geometryOf({ x, weights, assignment }: names.AnalogInputs, attributes: names.AnalogAttributes): Geometry {
  const geometry = analogGeometry({ x: x.shape, weights: weights.shape }, attributes);
  checkAssignment(assignment, geometry.tiles);
  return geometry;
}

function outputShape({ batch, outHeight, outWidth, filters }: Geometry): number[] {
  return [batch, outHeight, outWidth, filters];
}

interface Reads {
  readonly inputs: names.AnalogInputs;
  readonly attributes: names.AnalogAttributes;
  /** Addresses of the outputs and of the `NormalizedPoolJob`, 0 for none. */
  readonly places: { readonly y: number; readonly pool?: number };
}

const float = 4;

/** The convolution of the arrays' weights; converters and noise follow its sums. */
function writeReads(geometry: Geometry, { inputs, attributes, places }: Reads, scratch: Scratch): number {
  const { x, weights, biases, assignment } = inputs;
  const operands = {
    ...{ x: addressOf(x), kernels: addressOf(weights), biases: addressOf(biases), assignment: addressOf(assignment) },
    ...{ shared: assignment.shape[0] === 1, relu: attributes.activation === 'relu', ...places },
    analog: writeAnalogJob(geometry, { inputs, attributes }, scratch),
  };
  return writeConvolutionJob('forward', geometry, operands, scratch);
}

function writeAnalogJob(
  geometry: Geometry,
  { inputs, attributes }: Pick<Reads, 'inputs' | 'attributes'>,
  scratch: Scratch,
): number {
  const { starts, weightNoise, inputStep, outputStep, bound, mostDivisor, outputNoise, range } = attributes;
  const { kernelHeight, kernelWidth, channels, outHeight, outWidth } = geometry;
  const { chunk, wideFilters, paddedHeight, paddedWidth } = passSizes('forward', geometry);
  const { vectorsRoom, readingRoom, mapsRoom } = kernelModule();
  const arrays = starts.length - 1;
  const [run, pixels] = [kernelWidth * channels, kernelHeight * kernelWidth];
  const squares = weightNoise > 0 ? 1 : 0;
  const scaled = range === 0;
  return writeJob(scratch, 'AnalogJob', {
    ...{ arrays, weightNoise, inputStep, outputStep, bound, mostDivisor, outputNoise, range },
    factors: addressOf(inputs.factors),
    keys: addressOf(inputs.keys),
    starts: scratch.put(Int32Array.from(starts)),
    scales: scaled ? scratch.take((chunk * arrays * outHeight * outWidth + 4) * float) : 0,
    maps: scaled ? scratch.take(mapsRoom(arrays, pixels, paddedHeight * paddedWidth)) : 0,
    magnitudes: squares === 1 ? scratch.take(kernelHeight * run * wideFilters * float) : 0,
    vectors: scratch.take(vectorsRoom(kernelHeight, run, squares)),
    reading: scratch.take(readingRoom(wideFilters)),
  });
}
