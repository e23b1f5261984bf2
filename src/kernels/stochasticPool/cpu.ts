import type * as tf from '@tensorflow/tfjs';
import { cpuTensor, cpuValues } from '../bindings/cpuData.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { pooledShape, type SquarePool, squarePoolGeometry } from '../pooling/geometry.js';
import { eachWindow } from '../pooling/windows.js';
import * as names from './names.js';

/** Registers the reference for both modes of stochastic pooling and their gradients. */
export function registerStochasticPoolCpu(): void {
  const backend = 'cpu';
  registerKernel<names.DrawInputs, SquarePool>({ name: names.draw, backend, run: draw });
  registerKernel<names.DrawGradientInputs, SquarePool>({ name: names.drawGradient, backend, run: drawGradient });
  registerKernel<names.WeightedInputs, SquarePool>({ name: names.weighted, backend, run: weighted });
  registerKernel<names.WeightedGradientInputs, SquarePool>({
    name: names.weightedGradient,
    backend,
    run: weightedGradient,
  });
}

type Values = ReturnType<typeof cpuValues>;

function draw(inputs: names.DrawInputs, pool: SquarePool): tf.TensorInfo {
  const geometry = squarePoolGeometry(names.draw, inputs.x.shape, pool);
  const [x, random] = [cpuValues(inputs.x), cpuValues(inputs.random)];
  const y = new Float32Array(random.length);
  eachWindow(geometry, (units, out) => {
    const sum = activationSum(units, x);
    const drawn = drawnUnit(units, x, random[out]!, sum);
    // What is no finite number must not pass unseen: sum - sum is 0, or not a number.
    y[out] = (drawn === null ? 0 : x[drawn]!) + (sum - sum);
  });
  return cpuTensor(pooledShape(geometry), y);
}

function drawGradient(inputs: names.DrawGradientInputs, pool: SquarePool): tf.TensorInfo {
  const { shape } = inputs.x;
  const [x, random, dy] = [cpuValues(inputs.x), cpuValues(inputs.random), cpuValues(inputs.dy)];
  const dx = new Float32Array(x.length);
  eachWindow(squarePoolGeometry(names.drawGradient, shape, pool), (units, out) => {
    const drawn = drawnUnit(units, x, random[out]!, activationSum(units, x));
    if (drawn !== null) dx[drawn]! += dy[out]!;
  });
  return cpuTensor(shape, dx);
}

/** Single precision, in the order of the units: the wasm kernels draw the same unit to the last bit. */
function activationSum(units: readonly number[], x: Values): number {
  return units.reduce((sum, unit) => Math.fround(sum + Math.max(x[unit]!, 0)), 0);
}

/** The last unit of some weight before which the weights add up to no more than random * sum; null if none has weight. */
function drawnUnit(units: readonly number[], x: Values, random: number, sum: number): number | null {
  const threshold = Math.fround(random * sum);
  let before = 0;
  let drawn: number | null = null;
  for (const unit of units) {
    const weight = Math.max(x[unit]!, 0);
    if (weight > 0 && before <= threshold) drawn = unit;
    before = Math.fround(before + weight);
  }
  return drawn;
}

function weighted(inputs: names.WeightedInputs, pool: SquarePool): tf.TensorInfo {
  const geometry = squarePoolGeometry(names.weighted, inputs.x.shape, pool);
  const x = cpuValues(inputs.x);
  const shape = pooledShape(geometry);
  const y = new Float32Array(shape.reduce((a, b) => a * b, 1));
  eachWindow(geometry, (units, out) => {
    y[out] = weightedMean(units, x).mean;
  });
  return cpuTensor(shape, y);
}

function weightedGradient(inputs: names.WeightedGradientInputs, pool: SquarePool): tf.TensorInfo {
  const { shape } = inputs.x;
  const [x, dy] = [cpuValues(inputs.x), cpuValues(inputs.dy)];
  const dx = new Float64Array(x.length);
  eachWindow(squarePoolGeometry(names.weightedGradient, shape, pool), (units, out) => {
    const { mean, sum } = weightedMean(units, x);
    for (const unit of units) {
      if (sum !== 0 && x[unit]! >= 0) dx[unit]! += (dy[out]! * (2 * x[unit]! - mean)) / sum;
    }
  });
  return cpuTensor(shape, Float32Array.from(dx));
}

function weightedMean(units: readonly number[], x: Values): { mean: number; sum: number } {
  const weights = units.map((unit) => Math.max(x[unit]!, 0));
  const sum = weights.reduce((total, a) => total + a, 0);
  const squares = weights.reduce((total, a) => total + a * a, 0);
  return { mean: sum === 0 ? 0 : squares / sum, sum };
}
