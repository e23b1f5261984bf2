import { poolGeometry } from '../pooling/geometry.js';
import { registerPoolWasm } from '../pooling/wasm.js';

/**
 * Replaces tfjs-wasm's average pooling and its gradient. tfjs's own gradient divides by the whole window also where part
 * of it lies outside the image, which its forward pass does not; ours divides by the pixels that were counted.
 */
export function registerAveragePoolWasm(): void {
  registerPoolWasm({ name: 'AvgPool', compute: 'averagePool', result: 'y', geometryOf: poolGeometry });
  registerPoolWasm({ name: 'AvgPoolGrad', compute: 'averagePoolGradient', result: 'dx', geometryOf: poolGeometry });
}
