import type * as tf from '@tensorflow/tfjs';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { filledOutput, heapFloats } from '../bindings/wasmHeap.js';
import { type Geometry, tiledGeometry } from '../convolution/geometry.js';
import type { Pass } from '../convolution/job.js';
import { type PassTensors, runPass } from '../convolution/wasm.js';
import { biasSums } from './biasSums.js';
import { checkAssignment } from './checkAssignment.js';
import * as names from './names.js';

/** Registers the tiled convolution and its gradients for the wasm backend. */
export function registerTiledConv2dWasm(): void {
  const backend = 'wasm';
  registerKernel<names.ForwardInputs, names.TiledAttributes>({
    name: names.forward,
    backend,
    run: (inputs, attributes) => {
      const geometry = tiledGeometry({ ...attributes, x: inputs.x.shape, kernels: inputs.kernels.shape });
      const shape = [geometry.batch, geometry.outHeight, geometry.outWidth, geometry.filters];
      return runTiled('forward', geometry, inputs, { ...attributes, shape });
    },
  });
  registerKernel<names.InputGradientInputs, names.GradientAttributes>({
    name: names.inputGradient,
    backend,
    run: (inputs, attributes) => {
      const geometry = tiledGeometry({ ...attributes, x: attributes.shape, kernels: inputs.kernels.shape });
      return runTiled('inputGradient', geometry, inputs, attributes);
    },
  });
  registerKernel<names.FilterGradientInputs, names.GradientAttributes>({
    name: names.filterGradient,
    backend,
    run: (inputs, attributes) => {
      const geometry = tiledGeometry({ ...attributes, x: inputs.x.shape, kernels: attributes.shape });
      checkAssignment(inputs.assignment, geometry.tiles);
      const takeBiasSums = (sums: Float32Array) => biasSums.keep(inputs, attributes, sums);
      const relu = attributes.activation === 'relu';
      return runPass('filterGradient', geometry, inputs, { shape: attributes.shape, relu, takeBiasSums });
    },
  });
  registerKernel<names.BiasGradientInputs, names.GradientAttributes>({
    name: names.biasGradient,
    backend,
    run: (inputs, attributes) => {
      const known = biasSums.find(inputs, attributes);
      if (known !== undefined) return filledOutput(attributes.shape, (out) => heapFloats(out, known.length).set(known));
      const geometry = names.biasGeometry(inputs.dy.shape, attributes.shape);
      return runTiled('biasGradient', geometry, inputs, attributes);
    },
  });
}

interface TiledTensors extends PassTensors {
  readonly assignment: tf.TensorInfo;
}

function runTiled(
  pass: Pass,
  geometry: Geometry,
  tensors: TiledTensors,
  { shape, activation }: names.GradientAttributes,
): tf.TensorInfo {
  checkAssignment(tensors.assignment, geometry.tiles);
  return runPass(pass, geometry, tensors, { shape, relu: activation === 'relu' });
}
