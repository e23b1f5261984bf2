import type * as tf from '@tensorflow/tfjs';
import { cpuTensor, cpuValues } from '../bindings/cpuData.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { pooledShape, type SquarePool, squarePoolGeometry } from '../pooling/geometry.js';
import { eachWindow } from '../pooling/windows.js';
import * as names from './names.js';

/** Registers the reference for mixed pooling and its gradients. */
export function registerMixedPoolCpu(): void {
  const backend = 'cpu';
  registerKernel<names.ForwardInputs, SquarePool>({ name: names.forward, backend, run: forward });
  registerKernel<names.InputGradientInputs, SquarePool>({ name: names.inputGradient, backend, run: inputGradient });
  registerKernel<names.MixtureGradientInputs, SquarePool>({
    name: names.mixtureGradient,
    backend,
    run: mixtureGradient,
  });
}

type Values = ReturnType<typeof cpuValues>;

function forward(inputs: names.ForwardInputs, pool: SquarePool): tf.TensorInfo {
  const geometry = squarePoolGeometry(names.forward, inputs.x.shape, pool);
  const [x, mixture] = [cpuValues(inputs.x), cpuValues(inputs.mixture)];
  const shape = pooledShape(geometry);
  const y = new Float32Array(shape.reduce((a, b) => a * b, 1));
  eachWindow(geometry, (units, out, channel) => {
    const { largest, mean } = statistics(units, x);
    y[out] = mixture[channel]! * (largest - mean) + mean;
  });
  return cpuTensor(shape, y);
}

function inputGradient(inputs: names.InputGradientInputs, pool: SquarePool): tf.TensorInfo {
  const { shape } = inputs.x;
  const [x, mixture, dy] = [cpuValues(inputs.x), cpuValues(inputs.mixture), cpuValues(inputs.dy)];
  const dx = new Float64Array(x.length);
  eachWindow(squarePoolGeometry(names.inputGradient, shape, pool), (units, out, channel) => {
    const a = mixture[channel]!;
    const { largest } = statistics(units, x);
    for (const unit of units) dx[unit]! += (dy[out]! * (1 - a)) / units.length;
    // The first of equals takes it, as in max pooling.
    const winner = units.find((unit) => x[unit] === largest);
    if (winner !== undefined) dx[winner]! += dy[out]! * a;
  });
  return cpuTensor(shape, Float32Array.from(dx));
}

function mixtureGradient(inputs: names.MixtureGradientInputs, pool: SquarePool): tf.TensorInfo {
  const geometry = squarePoolGeometry(names.mixtureGradient, inputs.x.shape, pool);
  const [x, dy] = [cpuValues(inputs.x), cpuValues(inputs.dy)];
  const gradient = new Float64Array(geometry.channels);
  eachWindow(geometry, (units, out, channel) => {
    const { largest, mean } = statistics(units, x);
    gradient[channel]! += dy[out]! * (largest - mean);
  });
  return cpuTensor([geometry.channels], Float32Array.from(gradient));
}

function statistics(units: readonly number[], x: Values): { largest: number; mean: number } {
  const values = units.map((unit) => x[unit]!);
  return { largest: Math.max(...values), mean: values.reduce((sum, value) => sum + value, 0) / values.length };
}
