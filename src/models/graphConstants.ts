import type tf from '../tfjs/tfjs.cjs';
import { weightBytes } from './manifest.js';

/** Weights as they lie in a model's files, one after the other. */
export interface StoredWeights {
  readonly weightSpecs: readonly tf.io.WeightsManifestEntry[];
  readonly weights: Uint8Array;
}

const stored = { int32: Int32Array, float32: Float32Array } as const;

/** The numbers of a constant; undefined if it is missing, quantized or of another type. */
export function readConstant({ weightSpecs, weights }: StoredWeights, name: string): number[] | undefined {
  let offset = 0;
  for (const spec of weightSpecs) {
    const bytes = weightBytes(spec);
    if (spec.name === name) {
      const type = spec.dtype === 'int32' || spec.dtype === 'float32' ? stored[spec.dtype] : undefined;
      if (type === undefined || spec.quantization !== undefined) return undefined;
      return Array.from(new type(Uint8Array.from(weights.subarray(offset, offset + bytes)).buffer));
    }
    offset += bytes;
  }
  return undefined;
}
