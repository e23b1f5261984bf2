import type { StreamWords } from '../../base/random.js';
import tf from '../../tfjs/tfjs.cjs';
import { runKernel } from '../bindings/kernelRegistry.js';

/** Name of the kernel in tfjs's registry. */
export const randomAssignmentName = 'RandomAssignment';

export interface RandomAttributes {
  /** Of each image's stream. */
  readonly states: readonly StreamWords[];
  readonly patches: number;
  readonly tiles: number;
}

/**
 * What draws the assignments [B, patches] of the tiling `random`, from one stream each, those of `assignTiles`, if the backend has a kernel
 * for it; else null. The caller owns the tensor.
 */
export function compiledAssignment(): ((attributes: RandomAttributes) => tf.Tensor2D) | null {
  if (tf.getKernel(randomAssignmentName, tf.getBackend()) === undefined) return null;
  return (attributes) => runKernel(randomAssignmentName, {}, attributes);
}
