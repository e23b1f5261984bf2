import type * as tf from '@tensorflow/tfjs';
import { kernels } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput, heapFloats } from '../bindings/wasmHeap.js';
import { tiledGeometry } from '../convolution/geometry.js';
import { writeJob } from '../convolution/job.js';
import { writePoolJob } from '../convolution/poolJob.js';
import { runPass } from '../convolution/wasm.js';
import { biasSums } from '../tiledConv2d/biasSums.js';
import { checkAssignment } from '../tiledConv2d/checkAssignment.js';
import * as tiled from '../tiledConv2d/names.js';
import * as names from './names.js';

/** Registers the network's stage and its gradients for the wasm backend. */
export function registerConvolutionStageWasm(): void {
  const backend = 'wasm';
  registerKernel<tiled.ForwardInputs, names.ForwardAttributes>({ name: names.forward, backend, run: forward });
  registerKernel<tiled.InputGradientInputs, names.StageGradientAttributes>({
    name: names.inputGradient,
    backend,
    run: (inputs, attributes) => {
      const geometry = tiledGeometry({ ...attributes, x: attributes.shape, kernels: inputs.kernels.shape });
      checkAssignment(inputs.assignment, geometry.tiles);
      return runPass('inputGradient', geometry, inputs, passOptions(attributes));
    },
  });
  registerKernel<tiled.FilterGradientInputs, names.StageGradientAttributes>({
    name: names.filterGradient,
    backend,
    run: (inputs, attributes) => {
      const geometry = tiledGeometry({ ...attributes, x: inputs.x.shape, kernels: attributes.shape });
      checkAssignment(inputs.assignment, geometry.tiles);
      const takeBiasSums = (sums: Float32Array) => biasSums.keep(inputs, attributes, sums);
      return runPass('filterGradient', geometry, inputs, { ...passOptions(attributes), takeBiasSums });
    },
  });
  registerKernel<tiled.BiasGradientInputs, names.StageGradientAttributes>({
    name: names.biasGradient,
    backend,
    run: (inputs, attributes) => {
      const known = biasSums.find(inputs, attributes);
      if (known !== undefined) return filledOutput(attributes.shape, (out) => heapFloats(out, known.length).set(known));
      const geometry = tiled.biasGeometry(inputs.y.shape, attributes.shape);
      checkAssignment(inputs.assignment, geometry.tiles);
      return runPass('biasGradient', geometry, inputs, passOptions(attributes));
    },
  });
}

function passOptions(attributes: names.StageGradientAttributes) {
  return { shape: attributes.shape, relu: attributes.activation === 'relu', pooling: attributes };
}

/** The pooled result and, if they are to be kept, the convolution's outputs; else these never leave the cache. */
function forward(inputs: tiled.ForwardInputs, attributes: names.ForwardAttributes): tf.TensorInfo[] {
  const { x, assignment } = inputs;
  const geometry = tiledGeometry({ ...attributes, x: x.shape, kernels: inputs.kernels.shape });
  const { batch, outHeight, outWidth, filters } = geometry;
  checkAssignment(assignment, geometry.tiles);
  const relu = attributes.activation === 'relu';
  const shared = assignment.shape[0] === 1;
  const operands = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, addressOf(tensor)]));
  const kept: tf.TensorInfo[] = [];
  const pooled = filledOutput([batch, outHeight >> 1, outWidth >> 1, filters], (result, scratch) => {
    const compute = (y: number) => {
      const pool = writePoolJob(geometry, attributes, { y: result, relu }, scratch);
      kernels().convolutionForward(writeJob('forward', geometry, { ...operands, y, shared, relu, pool }, scratch));
    };
    if (attributes.keepsOutputs) kept.push(filledOutput([batch, outHeight, outWidth, filters], compute));
    else compute(0);
  });
  return [pooled, ...kept];
}
