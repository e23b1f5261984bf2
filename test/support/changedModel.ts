import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './runCli.js';

interface Spec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  quantization?: object;
}

/** How a weight is stored: its bytes, and how the manifest says to read them. */
export interface Stored {
  readonly bytes: Uint8Array;
  readonly quantization?: object;
}

/**
 * Writes models/mnist/random-16 into `folder` with its float weights stored as `store` says; returns the numbers of each weight as they were.
 * Also its training record, if `record`.
 */
export function writeChanged(
  folder: string,
  store: (name: string, values: Float32Array) => Stored,
  { record = false } = {},
): Map<string, Float32Array> {
  const source = join(repository, 'models/mnist/random-16');
  const { userDefinedMetadata: _, ...model } = JSON.parse(readFileSync(join(source, 'model.json'), 'utf8'));
  const bytes = readFileSync(join(source, 'weights.bin'));
  const before = new Map<string, Float32Array>();
  let at = 0;
  const parts = (model.weightsManifest[0].weights as Spec[]).map((spec) => {
    const size = 4 * spec.shape.reduce((product, side) => product * side, 1);
    const own = bytes.subarray(at, at + size);
    at += size;
    if (spec.dtype !== 'float32') return own;
    const values = new Float32Array(Uint8Array.from(own).buffer);
    before.set(spec.name, values);
    const stored = store(spec.name, values);
    if (stored.quantization !== undefined) spec.quantization = stored.quantization;
    return stored.bytes;
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.json'), JSON.stringify(model));
  writeFileSync(join(folder, 'weights.bin'), Buffer.concat(parts));
  if (record) writeFileSync(join(folder, 'training.json'), readFileSync(join(source, 'training.json')));
  return before;
}

/** As float32, changed. */
export const changedBy =
  (change: (name: string, values: Float32Array) => Float32Array) =>
  (name: string, values: Float32Array): Stored => ({
    bytes: new Uint8Array(Uint8Array.from(Buffer.from(change(name, values).buffer))),
  });

/** As whole numbers of `dtype` with scale and min, as tensorflowjs_converter writes them. */
export const quantizedTo =
  (dtype: 'uint8' | 'uint16') =>
  (_: string, values: Float32Array): Stored => {
    const [min, max] = [Math.min(...values), Math.max(...values)];
    const scale = (max - min) / (dtype === 'uint8' ? 255 : 65535) || 1;
    const steps = Array.from(values, (value) => Math.round((value - min) / scale));
    const numbers = dtype === 'uint8' ? Uint8Array.from(steps) : Uint16Array.from(steps);
    const quantization = { dtype, original_dtype: 'float32', scale, min };
    return { bytes: new Uint8Array(numbers.buffer), quantization };
  };

/** As float16, rounded towards zero. */
export function asFloat16(_: string, values: Float32Array): Stored {
  const bits = new Uint32Array(values.buffer);
  const halves = Uint16Array.from(bits, (word) => {
    const exponent = ((word >>> 23) & 255) - 112;
    const sign = (word >>> 16) & 0x8000;
    return exponent <= 0 ? sign : sign | (exponent << 10) | ((word >>> 13) & 1023);
  });
  return { bytes: new Uint8Array(halves.buffer), quantization: { dtype: 'float16', original_dtype: 'float32' } };
}
