import { registerPoolCpu, type Values } from '../pooling/cpu.js';
import { squarePoolGeometry as geometryOf, type SquarePool } from '../pooling/geometry.js';
import * as names from './names.js';

/** Registers the reference for both modes of stochastic pooling and their gradients. */
export function registerStochasticPoolCpu(): void {
  registerPoolCpu<'x' | 'random', SquarePool>({
    name: names.draw,
    result: 'y',
    geometryOf,
    visitor:
      ({ x, random }, y) =>
      (units, out) => {
        const sum = activationSum(units, x);
        const drawn = drawnUnit(units, x, random[out]!, sum);
        // Keeps non-finite values visible: sum - sum is 0 or NaN.
        y[out] = (drawn === null ? 0 : x[drawn]!) + (sum - sum);
      },
  });
  registerPoolCpu<'dy' | 'x' | 'random', SquarePool>({
    name: names.drawGradient,
    result: 'dx',
    geometryOf,
    visitor:
      ({ dy, x, random }, dx) =>
      (units, out) => {
        const drawn = drawnUnit(units, x, random[out]!, activationSum(units, x));
        if (drawn !== null) dx[drawn]! += dy[out]!;
      },
  });
  registerWeightedPool();
}

function registerWeightedPool(): void {
  registerPoolCpu<'x', SquarePool>({
    name: names.weighted,
    result: 'y',
    geometryOf,
    visitor:
      ({ x }, y) =>
      (units, out) => {
        y[out] = weightedMean(units, x).mean;
      },
  });
  registerPoolCpu<'dy' | 'x', SquarePool>({
    name: names.weightedGradient,
    result: 'dx',
    geometryOf,
    visitor:
      ({ dy, x }, dx) =>
      (units, out) => {
        const { mean, sum } = weightedMean(units, x);
        for (const unit of units) {
          if (sum !== 0 && x[unit]! >= 0) dx[unit]! += (dy[out]! * (2 * x[unit]! - mean)) / sum;
        }
      },
  });
}

/** In single precision and in unit order, so that the wasm kernels draw exactly the same unit. */
function activationSum(units: readonly number[], x: Values): number {
  return units.reduce((sum, unit) => Math.fround(sum + Math.max(x[unit]!, 0)), 0);
}

/** The last unit with positive weight whose preceding weights sum to at most random * sum; null if no unit has weight. */
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

function weightedMean(units: readonly number[], x: Values): { mean: number; sum: number } {
  const weights = units.map((unit) => Math.max(x[unit]!, 0));
  const sum = weights.reduce((total, a) => total + a, 0);
  const squares = weights.reduce((total, a) => total + a * a, 0);
  return { mean: sum === 0 ? 0 : squares / sum, sum };
}
