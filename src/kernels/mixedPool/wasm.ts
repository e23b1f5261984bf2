import { squarePoolGeometry as geometryOf } from '../pooling/geometry.js';
import { registerPoolWasm } from '../pooling/wasm.js';
import * as names from './names.js';

/** Registers mixed pooling and its gradients for the wasm backend. */
export function registerMixedPoolWasm(): void {
  registerPoolWasm({ name: names.forward, compute: 'mixedPool', result: 'y', geometryOf });
  registerPoolWasm({ name: names.inputGradient, compute: 'mixedPoolGradient', result: 'dx', geometryOf });
  registerPoolWasm({
    name: names.mixtureGradient,
    compute: 'mixedPoolMixtureGradient',
    result: 'dMixture',
    geometryOf,
  });
}
