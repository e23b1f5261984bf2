import * as tf from '@tensorflow/tfjs';
import { kernels as wasmKernels } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput, heapFloats, wasmInt } from '../bindings/wasmHeap.js';
import { type Geometry, tiledGeometry } from '../convolution/geometry.js';
import type { Pass } from '../convolution/job.js';
import { type PassTensors, runPass } from '../convolution/wasm.js';
import { assignmentError } from './checkShapes.js';
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

/**
 * Gradients to biases that fell off filter gradients, for as long as the gradients live that they were computed from: tfjs asks
 * for one after the other. Data behind an id never changes.
 */
class BiasSums {
  readonly #sums = new WeakMap<object, { readonly of: readonly unknown[]; readonly sums: Float32Array }>();

  keep(inputs: names.BiasGradientInputs, attributes: names.TiledAttributes, sums: Float32Array): void {
    this.#sums.set(inputs.dy.dataId, { of: sourceOf(inputs, attributes), sums });
  }

  find(inputs: names.BiasGradientInputs, attributes: names.TiledAttributes): Float32Array | undefined {
    const kept = this.#sums.get(inputs.dy.dataId);
    const same = kept?.of.every((part, index) => part === sourceOf(inputs, attributes)[index]);
    return same ? kept?.sums : undefined;
  }
}

function sourceOf(
  { y, assignment }: names.BiasGradientInputs,
  { activation }: names.TiledAttributes,
): readonly unknown[] {
  return [y.dataId, assignment.dataId, activation];
}

const biasSums = new BiasSums();

/** An entry that names no tile would read and write outside the tensors. */
function checkAssignment(assignment: tf.TensorInfo, tiles: number): void {
  const address = addressOf(assignment);
  const fault = wasmKernels().assignmentFault(address, tf.util.sizeFromShape(assignment.shape), tiles);
  if (fault >= 0) throw assignmentError(fault, wasmInt(address, fault), tiles);
}
