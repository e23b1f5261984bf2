import { arrayStarts, programMatrix } from '../analog/programMatrix.js';
import { UserError } from '../base/errors.js';
import type { AnalogSpec } from '../contract/analog.js';
import tf from '../tfjs/tfjs.cjs';
import { kernelTiles } from './kernelTiles.js';

/** Layers whose `kernel` is a matrix of inputs x outputs, the outputs last. */
const matrixLayers: ReadonlySet<string> = new Set(['Conv1D', 'Conv2D', 'Convolution2D', 'Dense']);

/** Whether a layer of this class is computed by analog arrays. */
export function isMatrixLayer(className: string): boolean {
  return matrixLayers.has(className);
}

/** The kernels that a chip has; with `isTiled` the first axis is the tile. The caller owns the result. */
export function programTensor(
  kernel: tf.Tensor,
  layer: string,
  { analog, isTiled = false }: { readonly analog: AnalogSpec; readonly isTiled?: boolean },
): tf.Tensor {
  return tf.tidy(() => {
    const outputs = kernel.shape.at(-1)!;
    const programmed = new Float32Array(kernel.size);
    for (const { tile, values } of kernelTiles(isTiled ? kernel : kernel.expandDims(0))) {
      programmed.set(programMatrix({ values, outputs, layer, tile }, analog), tile * values.length);
    }
    return tf.tensor(programmed, kernel.shape);
  });
}

/** How layers with more inputs than an array has rows are split, one sentence for reports; none if no layer is. */
export function splitNotes(
  layers: readonly { readonly layer: string; readonly inputs: number }[],
  rows: number,
): readonly string[] {
  const split = layers.filter(({ inputs }) => inputs > rows);
  if (split.length === 0) return [];
  const parts = split.map(({ layer, inputs }) => {
    const starts = arrayStarts(inputs, rows);
    const sizes = new Set(starts.slice(1).map((end, at) => end - starts[at]!));
    return `${layer} over ${starts.length - 1} arrays of ${[...sizes].join(' or ')} inputs`;
  });
  return [`split, with digital sums: ${parts.join(', ')}`];
}

/** The error for a model without kernel matrices that could be programmed. */
export function nothingToProgram(path: string, found: string): UserError {
  return new UserError({
    where: path,
    expected: 'convolutions or dense layers of a layers model, whose kernel matrices analog arrays can hold',
    found,
    remedy: 'save the model with the layers API, or remove "analog"',
  });
}
