import tf from '../../tfjs/tfjs.cjs';
import { registerComposed } from '../bindings/composedKernel.js';
import { type PoolGeometry, type SquarePool, squarePoolGeometry } from '../pooling/geometry.js';
import { addUnitPlanes, unitPlanes } from '../pooling/unitPlanes.js';
import * as names from './names.js';

/** Registers both modes of stochastic pooling and their gradients, composed of TensorFlow ops on the units of the windows. */
export function registerStochasticPoolTensorflow(): void {
  registerComposed<'x' | 'random', SquarePool>(names.draw, draw);
  registerComposed<'dy' | 'x' | 'random', SquarePool>(names.drawGradient, drawGradient);
  registerComposed<'x', SquarePool>(names.weighted, ({ x }, pool) => {
    const windows = windowsOf(names.weighted, x, pool);
    return windows.units.reduce((value, unit) => value.add(unit.sub(unit)), weightedMean(windows));
  });
  registerComposed<'dy' | 'x', SquarePool>(names.weightedGradient, weightedGradient);
}

interface Windows {
  readonly geometry: PoolGeometry;
  readonly units: readonly tf.Tensor4D[];
  /** Activations of the units, with negative ones set to 0. */
  readonly weights: readonly tf.Tensor4D[];
  readonly sum: tf.Tensor4D;
}

function windowsOf(name: string, x: tf.Tensor, pool: SquarePool): Windows {
  const geometry = squarePoolGeometry(name, x.shape, pool);
  const units = unitPlanes(x as tf.Tensor4D, geometry);
  const weights = units.map((unit) => tf.relu(unit));
  // Added one by one in unit order, like the other backends, so that exactly the same unit is drawn.
  const sum = weights.reduce((total, weight) => total.add(weight), tf.zerosLike(weights[0]!));
  return { geometry, units, weights, sum };
}

function draw({ x, random }: Record<'x' | 'random', tf.Tensor>, pool: SquarePool): tf.Tensor {
  const windows = windowsOf(names.draw, x, pool);
  const none = tf.zerosLike(windows.sum);
  const drawn = drawnUnits(windows, random).reduce(
    (value, chosen, at) => tf.where(chosen, windows.units[at]!, value),
    none,
  );
  // Keeps non-finite values visible: x - x is 0, or NaN if x is not finite.
  return windows.units.reduce((value, unit) => value.add(unit.sub(unit)), drawn);
}

function drawGradient({ dy, x, random }: Record<'dy' | 'x' | 'random', tf.Tensor>, pool: SquarePool): tf.Tensor {
  const windows = windowsOf(names.drawGradient, x, pool);
  const none = tf.zerosLike(windows.sum);
  const chosen = drawnUnits(windows, random);
  const parts = chosen.map((unit, at) => {
    const last = chosen.slice(at + 1).reduce((left, later) => left.logicalAnd(later.logicalNot()), unit);
    return tf.where(last, dy, none);
  });
  return addUnitPlanes(parts as tf.Tensor4D[], windows.geometry);
}

/**
 * For each unit, whether its weight is positive and the preceding weights sum to at most random * sum; the last such unit counts.
 */
function drawnUnits({ weights, sum }: Windows, random: tf.Tensor): tf.Tensor4D[] {
  const threshold = sum.mul(random);
  let before = tf.zerosLike(sum);
  return weights.map((weight) => {
    const chosen = weight.greater(0).logicalAnd(before.lessEqual(threshold)) as tf.Tensor4D;
    before = before.add(weight);
    return chosen;
  });
}

function weightedMean({ weights, sum }: Windows): tf.Tensor4D {
  return tf.divNoNan(tf.addN(weights.map((weight) => weight.square())), sum);
}

function weightedGradient({ dy, x }: Record<'dy' | 'x', tf.Tensor>, pool: SquarePool): tf.Tensor {
  const windows = windowsOf(names.weightedGradient, x, pool);
  const mean = weightedMean(windows);
  const scaled = tf.divNoNan(dy, windows.sum);
  const parts = windows.units.map((unit) =>
    tf.where(unit.greaterEqual(0), unit.mul(2).sub(mean).mul(scaled), tf.zerosLike(unit)),
  );
  return addUnitPlanes(parts as tf.Tensor4D[], windows.geometry);
}
