import { poolGeometry } from '../pooling/geometry.js';
import { registerPoolWasm } from '../pooling/wasm.js';

/** Replaces tfjs-wasm's max pooling and its gradient, which takes many times longer. */
export function registerMaxPoolWasm(): void {
  registerPoolWasm({ name: 'MaxPool', compute: 'maxPool', result: 'y', geometryOf: poolGeometry });
  registerPoolWasm({ name: 'MaxPoolGrad', compute: 'maxPoolGradient', result: 'dx', geometryOf: poolGeometry });
}
