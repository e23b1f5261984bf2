import type tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput, type Scratch } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';
import type { Geometry } from '../convolution/geometry.js';
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
    kernelModule().analogForward(writeAnalogJob(geometry, { inputs, attributes, places: { y } }, scratch));
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
      kernelModule().analogForward(writeAnalogJob(geometry, { inputs, attributes, places: { y, pool } }, scratch));
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

function writeAnalogJob(geometry: Geometry, { inputs, attributes, places }: Reads, scratch: Scratch): number {
  const { tiles, outHeight, outWidth, kernelHeight, kernelWidth, channels, filters } = geometry;
  const { starts, activation, weightNoise, inputStep, outputStep, bound, mostDivisor, outputNoise, range } = attributes;
  const module = kernelModule();
  const patches = outHeight * outWidth;
  const depth = kernelHeight * kernelWidth * channels;
  const chunk = chunkSize(geometry);
  const packedBytes = depth * Math.ceil(filters / 8) * 8 * float;
  const addresses = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, addressOf(tensor)]));
  return writeJob(scratch, 'AnalogJob', {
    ...geometry,
    ...addresses,
    ...{ weightNoise, inputStep, outputStep, bound, mostDivisor, outputNoise, range },
    arrays: starts.length - 1,
    chunk,
    assignmentStride: inputs.assignment.shape[0] === 1 ? 0 : patches,
    relu: activation === 'relu' ? 1 : 0,
    starts: scratch.put(Int32Array.from(starts)),
    y: places.y,
    pool: places.pool ?? 0,
    rows: places.y === 0 ? scratch.take(chunk * patches * filters * float) : 0,
    order: scratch.take(chunk * patches * float),
    ends: scratch.take((tiles + 1) * float),
    packed: scratch.take(packedBytes),
    magnitudes: weightNoise > 0 ? scratch.take(packedBytes) : 0,
    vectors: scratch.take(module.analogVectorsRoom(depth)),
    sums: scratch.take(module.analogSumsRoom(filters)),
  });
}

/** Bytes of outputs that stay in the second-level cache for pooling. */
const chunkBytes = 512 * 1024;

/** Images processed together: as many as fit, but so many that packing a tile's weights is little beside its patches. */
function chunkSize({ batch, tiles, filters, outHeight, outWidth }: Geometry): number {
  const patches = outHeight * outWidth;
  const fitting = Math.floor(chunkBytes / (patches * filters * float));
  return Math.max(1, Math.min(batch, Math.max(fitting, Math.ceil((64 * tiles) / patches))));
}
