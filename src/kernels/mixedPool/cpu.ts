import { registerPoolCpu, type Values } from '../pooling/cpu.js';
import { squarePoolGeometry as geometryOf, type SquarePool } from '../pooling/geometry.js';
import * as names from './names.js';

/** Registers the reference for mixed pooling and its gradients. */
export function registerMixedPoolCpu(): void {
  registerPoolCpu<'x' | 'mixture', SquarePool>({
    name: names.forward,
    result: 'y',
    geometryOf,
    visitor:
      ({ x, mixture }, y) =>
      (units, out, channel) => {
        const { largest, mean } = statistics(units, x);
        y[out] = mixture[channel]! * (largest - mean) + mean;
      },
  });
  registerPoolCpu<'dy' | 'x' | 'mixture', SquarePool>({
    name: names.inputGradient,
    result: 'dx',
    geometryOf,
    visitor:
      ({ dy, x, mixture }, dx) =>
      (units, out, channel) => {
        const a = mixture[channel]!;
        const { largest } = statistics(units, x);
        for (const unit of units) dx[unit]! += (dy[out]! * (1 - a)) / units.length;
        // The first of equal values gets the gradient, as in max pooling.
        const winner = units.find((unit) => x[unit] === largest);
        if (winner !== undefined) dx[winner]! += dy[out]! * a;
      },
  });
  registerPoolCpu<'dy' | 'x', SquarePool>({
    name: names.mixtureGradient,
    result: 'dMixture',
    geometryOf,
    visitor:
      ({ dy, x }, gradient) =>
      (units, out, channel) => {
        const { largest, mean } = statistics(units, x);
        gradient[channel]! += dy[out]! * (largest - mean);
      },
  });
}

function statistics(units: readonly number[], x: Values): { largest: number; mean: number } {
  const values = units.map((unit) => x[unit]!);
  return { largest: Math.max(...values), mean: values.reduce((sum, value) => sum + value, 0) / values.length };
}
