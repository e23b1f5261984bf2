import { squarePoolGeometry as geometryOf } from '../pooling/geometry.js';
import { registerPoolWasm } from '../pooling/wasm.js';
import * as names from './names.js';

/** Registers both modes of stochastic pooling, and their gradients, for the wasm backend. */
export function registerStochasticPoolWasm(): void {
  registerPoolWasm({ name: names.draw, compute: 'stochasticPool', result: 'y', geometryOf });
  registerPoolWasm({ name: names.weighted, compute: 'weightedPool', result: 'y', geometryOf });
  registerPoolWasm({ name: names.drawGradient, compute: 'stochasticPoolGradient', result: 'dx', geometryOf });
  registerPoolWasm({ name: names.weightedGradient, compute: 'weightedPoolGradient', result: 'dx', geometryOf });
}
