import { poolGeometry } from '../pooling/geometry.js';
import { registerPoolWasm } from '../pooling/wasm.js';

/**
 * Replaces tfjs-wasm's average pooling and its gradient. tfjs's gradient always divides by the whole window, even if part of it
 * is outside the image, unlike its forward pass; this one divides by the number of counted pixels.
 */
export function registerAveragePoolWasm(): void {
  registerPoolWasm({ name: 'AvgPool', compute: 'averagePool', result: 'y', geometryOf: poolGeometry });
  registerPoolWasm({ name: 'AvgPoolGrad', compute: 'averagePoolGradient', result: 'dx', geometryOf: poolGeometry });
}
