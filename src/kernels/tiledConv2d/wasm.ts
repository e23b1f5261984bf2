import { registerKernel } from '../bindings/kernelRegistry.js';
import { filledOutput, heapFloats } from '../bindings/wasmHeap.js';
import { tiledGeometry } from '../convolution/geometry.js';
import type { NormalizedPooling } from '../convolution/poolJob.js';
import { runPass } from '../convolution/wasm.js';
import { biasSums } from './biasSums.js';
import { checkAssignment } from './checkAssignment.js';
import * as names from './names.js';

/** Registers the tiled convolution and its gradients for the wasm backend. */
export function registerTiledConv2dWasm(): void {
  registerKernel<names.ForwardInputs, names.TiledAttributes>({
    name: names.forward,
    backend: 'wasm',
    run: (inputs, attributes) => {
      const geometry = tiledGeometry({ ...attributes, x: inputs.x.shape, kernels: inputs.kernels.shape });
      const shape = [geometry.batch, geometry.outHeight, geometry.outWidth, geometry.filters];
      checkAssignment(inputs.assignment, geometry.tiles);
      return runPass('forward', geometry, inputs, { shape, relu: attributes.activation === 'relu' });
    },
  });
  registerTiledGradientsWasm(names, () => undefined);
}

/**
 * Registers the gradients of a tiled convolution under its names, including normalisation and pooling if `poolingOf` returns
 * them.
 */
export function registerTiledGradientsWasm<A extends names.GradientAttributes>(
  { inputGradient, filterGradient, biasGradient }: Record<'inputGradient' | 'filterGradient' | 'biasGradient', string>,
  poolingOf: (attributes: A) => NormalizedPooling | undefined,
): void {
  const backend = 'wasm';
  const options = (attributes: A) => ({
    shape: attributes.shape,
    relu: attributes.activation === 'relu',
    pooling: poolingOf(attributes),
  });
  registerKernel<names.InputGradientInputs, A>({
    name: inputGradient,
    backend,
    run: (inputs, attributes) => {
      const geometry = tiledGeometry({ ...attributes, x: attributes.shape, kernels: inputs.kernels.shape });
      checkAssignment(inputs.assignment, geometry.tiles);
      return runPass('inputGradient', geometry, inputs, options(attributes));
    },
  });
  registerKernel<names.FilterGradientInputs, A>({
    name: filterGradient,
    backend,
    run: (inputs, attributes) => {
      const geometry = tiledGeometry({ ...attributes, x: inputs.x.shape, kernels: attributes.shape });
      checkAssignment(inputs.assignment, geometry.tiles);
      const takeBiasSums = (sums: Float32Array) => biasSums.keep(inputs, attributes, sums);
      return runPass('filterGradient', geometry, inputs, { ...options(attributes), takeBiasSums });
    },
  });
  registerKernel<names.BiasGradientInputs, A>({
    name: biasGradient,
    backend,
    run: (inputs, attributes) => {
      const known = biasSums.find(inputs, attributes);
      if (known !== undefined) return filledOutput(attributes.shape, (out) => heapFloats(out, known.length).set(known));
      const geometry = names.biasGeometry(inputs.y.shape, attributes.shape);
      checkAssignment(inputs.assignment, geometry.tiles);
      return runPass('biasGradient', geometry, inputs, options(attributes));
    },
  });
}
