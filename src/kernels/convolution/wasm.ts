import type tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { addressOf, filledOutput, heapFloats } from '../bindings/wasmHeap.js';
import { type Finish, writeFinishJob } from '../finish/finishJob.js';
import type { Geometry } from './geometry.js';
import { wideFiltersOf, writeConvolutionJob } from './job.js';
import { type NormalizedPooling, writePoolJob } from './poolJob.js';
import type { Pass } from './temporaries.js';

/** Input tensors of a pass. */
export interface PassTensors {
  readonly x?: tf.TensorInfo | undefined;
  readonly kernels?: tf.TensorInfo | undefined;
  readonly biases?: tf.TensorInfo | undefined;
  readonly y?: tf.TensorInfo | undefined;
  readonly dy?: tf.TensorInfo | undefined;
  /** Left out: one tile computes all patches. */
  readonly assignment?: tf.TensorInfo | undefined;
}

const results = { forward: 'y', inputGradient: 'x', filterGradient: 'kernels', biasGradient: 'biases' } as const;

const functions = {
  forward: 'convolutionForward',
  inputGradient: 'convolutionInputGradient',
  filterGradient: 'convolutionFilterGradient',
  biasGradient: 'convolutionBiasGradient',
} as const;

interface PassOptions {
  readonly shape: readonly number[];
  readonly relu: boolean;
  /** What follows the sums; in a gradient, dy is that of its results, and `y` is given if it has bounds. */
  readonly finish?: Finish | undefined;
  /** In a filter gradient: receives the bias gradient [tiles x filters], computed along with it. */
  readonly takeBiasSums?: (sums: Float32Array) => void;
  /** In a gradient: the stages after the convolution; dy is the gradient of the pooled result. */
  readonly pooling?: NormalizedPooling | undefined;
}

/**
 * Runs a pass of a convolution on the wasm heap. `shape` is the result's; with `relu` a forward pass ends in ReLU and a
 * gradient counts only where y > 0. The assignment must have been checked.
 */
export function runPass(
  pass: Pass,
  geometry: Geometry,
  tensors: PassTensors,
  { shape, relu, finish, takeBiasSums, pooling }: PassOptions,
): tf.TensorInfo {
  return filledOutput(shape, (address, scratch) => {
    const present = Object.entries(tensors).filter(([, tensor]) => tensor !== undefined);
    const operands = Object.fromEntries(present.map(([name, tensor]) => [name, addressOf(tensor)]));
    const shared = tensors.assignment?.shape[0] === 1;
    const { tiles, filters } = geometry;
    const wideFilters = wideFiltersOf(geometry);
    const sums = takeBiasSums === undefined ? {} : { biases: scratch.take(4 * tiles * wideFilters) };
    const pool = pooling === undefined ? 0 : writePoolJob(geometry, pooling, { ...operands, relu }, scratch);
    const after = finish === undefined ? 0 : writeFinishJob(filters, finish, scratch, address);
    const all = { ...operands, ...sums, [results[pass]]: address, shared, relu, finish: after, pool };
    const job = writeConvolutionJob(pass, geometry, all, scratch);
    kernelModule()[functions[pass]](job);
    if (sums.biases !== undefined)
      takeBiasSums?.(readRows(sums.biases, { rows: tiles, columns: filters, step: wideFilters }));
  });
}

/** Copies rows of floats, `step` floats apart, off the heap. */
function readRows(
  address: number,
  { rows, columns, step }: { readonly rows: number; readonly columns: number; readonly step: number },
): Float32Array {
  const copy = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) copy.set(heapFloats(address + 4 * row * step, columns), row * columns);
  return copy;
}
