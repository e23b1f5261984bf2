import tf from '../../tfjs/tfjs.cjs';
import { registerComposed } from '../bindings/composedKernel.js';
import { cpuTensor, cpuValues } from '../bindings/cpuData.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import * as names from './names.js';
import { analogConvolutionPlain, analogGeometry, type PlainOperands } from './plain.js';

/** Registers the reference of the analog convolution for the cpu backend. */
export function registerAnalogConvolutionCpu(): void {
  registerKernel<names.AnalogInputs, names.AnalogAttributes>({
    name: names.forward,
    backend: 'cpu',
    run: (inputs, attributes) => {
      const values = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, cpuValues(tensor)]));
      return cpuTensor(shapeOf(inputs, attributes), compute(values as PlainOperands, inputs, attributes));
    },
  });
}

/** The same for tensorflow, which has no op for it: the values leave its memory. */
export function registerAnalogConvolutionTensorflow(): void {
  registerComposed<keyof names.AnalogInputs, names.AnalogAttributes>(names.forward, (inputs, attributes) => {
    const values = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, tensor.dataSync()]));
    return tf.tensor(compute(values as PlainOperands, inputs, attributes), shapeOf(inputs, attributes));
  });
}

type Shapes = Readonly<Record<'x' | 'weights', Pick<tf.TensorInfo, 'shape'>>>;

function compute(values: PlainOperands, { x, weights }: Shapes, attributes: names.AnalogAttributes): Float32Array {
  const geometry = analogGeometry({ x: x.shape, weights: weights.shape }, attributes);
  return analogConvolutionPlain(values, geometry, attributes);
}

function shapeOf({ x, weights }: Shapes, attributes: names.AnalogAttributes): number[] {
  const { batch, outHeight, outWidth, filters } = analogGeometry({ x: x.shape, weights: weights.shape }, attributes);
  return [batch, outHeight, outWidth, filters];
}
