import type tf from '../../tfjs/tfjs.cjs';
import { cpuTensor, cpuValues } from '../bindings/cpuData.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { type Geometry, tiledGeometry } from '../convolution/geometry.js';
import { assignmentError } from './checkShapes.js';
import * as names from './names.js';

/** Registers the reference of the tiled convolution and its gradients: sums in double precision, one patch at a time. */
export function registerTiledConv2dCpu(): void {
  const backend = 'cpu';
  registerKernel<names.ForwardInputs, names.TiledAttributes>({ name: names.forward, backend, run: forward });
  registerKernel<names.InputGradientInputs, names.GradientAttributes>({
    name: names.inputGradient,
    backend,
    run: inputGradient,
  });
  registerKernel<names.FilterGradientInputs, names.GradientAttributes>({
    name: names.filterGradient,
    backend,
    run: filterGradient,
  });
  registerKernel<names.BiasGradientInputs, names.GradientAttributes>({
    name: names.biasGradient,
    backend,
    run: biasGradient,
  });
}

function forward(inputs: names.ForwardInputs, attributes: names.TiledAttributes): tf.TensorInfo {
  const geometry = tiledGeometry({ ...attributes, x: inputs.x.shape, kernels: inputs.kernels.shape });
  const { batch, outHeight, outWidth, filters } = geometry;
  const [x, kernels, biases] = [cpuValues(inputs.x), cpuValues(inputs.kernels), cpuValues(inputs.biases)];
  const y = new Float32Array(batch * outHeight * outWidth * filters);
  eachPatch(geometry, inputs.assignment, (patch) => {
    for (let f = 0; f < filters; f++) {
      let sum = biases[patch.tile * filters + f]!;
      eachWeight(geometry, patch, (pixel, weight) => {
        sum += x[pixel]! * kernels[weight + f]!;
      });
      y[patch.row + f] = attributes.activation === 'relu' && sum < 0 ? 0 : sum;
    }
  });
  return cpuTensor([batch, outHeight, outWidth, filters], y);
}

function inputGradient(inputs: names.InputGradientInputs, attributes: names.GradientAttributes): tf.TensorInfo {
  const geometry = tiledGeometry({ ...attributes, x: attributes.shape, kernels: inputs.kernels.shape });
  const kernels = cpuValues(inputs.kernels);
  const dy = maskedGradient(inputs, attributes);
  const dx = new Float64Array(attributes.shape.reduce((a, b) => a * b, 1));
  eachPatch(geometry, inputs.assignment, (patch) => {
    eachWeight(geometry, patch, (pixel, weight) => {
      for (let f = 0; f < geometry.filters; f++) dx[pixel]! += dy[patch.row + f]! * kernels[weight + f]!;
    });
  });
  return cpuTensor(attributes.shape, Float32Array.from(dx));
}

function filterGradient(inputs: names.FilterGradientInputs, attributes: names.GradientAttributes): tf.TensorInfo {
  const geometry = tiledGeometry({ ...attributes, x: inputs.x.shape, kernels: attributes.shape });
  const x = cpuValues(inputs.x);
  const dy = maskedGradient(inputs, attributes);
  const gradient = new Float64Array(attributes.shape.reduce((a, b) => a * b, 1));
  eachPatch(geometry, inputs.assignment, (patch) => {
    eachWeight(geometry, patch, (pixel, weight) => {
      for (let f = 0; f < geometry.filters; f++) gradient[weight + f]! += x[pixel]! * dy[patch.row + f]!;
    });
  });
  return cpuTensor(attributes.shape, Float32Array.from(gradient));
}

function biasGradient(inputs: names.BiasGradientInputs, attributes: names.GradientAttributes): tf.TensorInfo {
  const geometry = names.biasGeometry(inputs.dy.shape, attributes.shape);
  const dy = maskedGradient(inputs, attributes);
  const gradient = new Float64Array(geometry.tiles * geometry.filters);
  eachPatch(geometry, inputs.assignment, ({ tile, row }) => {
    for (let f = 0; f < geometry.filters; f++) gradient[tile * geometry.filters + f]! += dy[row + f]!;
  });
  return cpuTensor(attributes.shape, Float32Array.from(gradient));
}

/** A patch computed by a tile: `row` is the start of its outputs, `top` and `left` its position in pixels. */
interface Patch {
  readonly tile: number;
  readonly image: number;
  readonly row: number;
  readonly top: number;
  readonly left: number;
}

function eachPatch(geometry: Geometry, assignmentInfo: tf.TensorInfo, visit: (patch: Patch) => void): void {
  const { batch, outHeight, outWidth, filters, tiles } = geometry;
  const assignment = cpuValues(assignmentInfo);
  const fault = assignment.findIndex((tile) => tile < -1 || tile >= tiles);
  if (fault >= 0) throw assignmentError(fault, assignment[fault]!, tiles);
  const patches = outHeight * outWidth;
  for (let image = 0; image < batch; image++) {
    for (let p = 0; p < patches; p++) {
      const tile = assignment[assignmentInfo.shape[0] === 1 ? p : image * patches + p]!;
      const top = Math.floor(p / outWidth) * geometry.strideHeight - geometry.padTop;
      const left = (p % outWidth) * geometry.strideWidth - geometry.padLeft;
      if (tile >= 0) visit({ tile, image, row: (image * patches + p) * filters, top, left });
    }
  }
}

/** Visits each input float of a patch with its row of weights; padding is skipped. */
function eachWeight(geometry: Geometry, patch: Patch, visit: (pixel: number, weight: number) => void): void {
  const { inHeight, inWidth, channels, kernelHeight, kernelWidth, filters } = geometry;
  for (let i = 0; i < kernelHeight; i++) {
    const y = patch.top + i;
    if (y < 0 || y >= inHeight) continue;
    for (let j = 0; j < kernelWidth; j++) {
      const x = patch.left + j;
      if (x < 0 || x >= inWidth) continue;
      const pixel = ((patch.image * inHeight + y) * inWidth + x) * channels;
      const weight = ((patch.tile * kernelHeight + i) * kernelWidth + j) * channels;
      for (let c = 0; c < channels; c++) visit(pixel + c, (weight + c) * filters);
    }
  }
}

function maskedGradient(inputs: Record<'dy' | 'y', tf.TensorInfo>, { activation }: names.TiledAttributes) {
  const dy = cpuValues(inputs.dy);
  if (activation === 'linear') return dy;
  const y = cpuValues(inputs.y);
  return dy.map((gradient, i) => (y[i]! > 0 ? gradient : 0));
}
