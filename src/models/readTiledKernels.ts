import { join } from 'node:path';
import type { TiledKernels } from '../contract/tiledKernels.js';
import { readTfjsFiles } from './readTfjsFiles.js';

/**
 * Reads the kernels of a model folder's tiled convolutions from its files in file order, without tfjs. Empty if there are none.
 * Throws `UserError` like `readTfjsFiles`.
 */
export function readTiledKernels(folder: string): TiledKernels[] {
  const { weightSpecs, weights } = readTfjsFiles(join(folder, 'model.json'));
  const found: TiledKernels[] = [];
  let at = 0;
  for (const { name, shape } of weightSpecs) {
    const bytes = 4 * shape.reduce((product, side) => product * side, 1);
    if (/\/kernels$/.test(name) && shape.length === 5) {
      const values = new Float32Array(bytes / 4);
      new Uint8Array(values.buffer).set(weights.subarray(at, at + bytes));
      found.push({ layer: name.replace(/\/kernels$/, ''), shape: shape as unknown as TiledKernels['shape'], values });
    }
    at += bytes;
  }
  return found;
}
