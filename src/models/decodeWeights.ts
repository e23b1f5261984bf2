import tf from '../tfjs/tfjs.cjs';
import type { StoredWeight } from './keras/kerasWeights.js';
import { weightBytes } from './manifest.js';
import type { TfjsFiles } from './readTfjsFiles.js';

/**
 * The weights of a tfjs model in file order, dequantised; the caller owns them and has started an engine. Decodes each weight
 * separately: two weights with the same name remain two.
 */
export function decodeWeights({ weightSpecs, weights }: Pick<TfjsFiles, 'weightSpecs' | 'weights'>): StoredWeight[] {
  let at = 0;
  return weightSpecs.map((spec, place) => {
    const bytes = weightBytes(spec);
    const data = weights.buffer.slice(weights.byteOffset + at, weights.byteOffset + at + bytes) as ArrayBuffer;
    at += bytes;
    const { name } = spec;
    return { name, value: tf.io.decodeWeights(data, [{ ...spec, name: String(place) }])[place]! };
  });
}
