import { expect, it } from 'vitest';
import type { BackendName } from '../../../src/base/backends.js';
import { randomStream } from '../../../src/base/random.js';
import type { KernelBuild } from '../../../src/kernels/bindings/kernelFiles.js';
import { useKernelModule } from '../../../src/kernels/bindings/kernelModule.js';
import { loadTensorflow } from '../../../src/kernels/bindings/tensorflowModule.js';
import { startEngine } from '../../../src/kernels/engine.js';
import tf from '../../../src/tfjs/tfjs.cjs';

/** Plain data of a tensor, so that one case can be computed on several backends. */
export interface Data {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** Standard normal floats. */
export function normals(seed: number, ...shape: number[]): Data {
  const stream = randomStream(seed, 'test', shape.length);
  return { shape, values: Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => stream.normal()) };
}

/** Uniform floats in [low, high). */
export function uniforms(seed: number, [low, high]: readonly [number, number], ...shape: number[]): Data {
  const stream = randomStream(seed, 'test', -shape.length);
  const values = { length: tf.util.sizeFromShape(shape) };
  return { shape, values: Float32Array.from(values, () => low + (high - low) * stream.float()) };
}

/** Integers from `low` to `high`, both included. */
export function integers(seed: number, [low, high]: readonly [number, number], ...shape: number[]): Data {
  const stream = randomStream(seed, 'test', 0);
  const values = { length: tf.util.sizeFromShape(shape) };
  return { shape, values: Int32Array.from(values, () => low + stream.int(high - low + 1)) };
}

export function tensor<R extends tf.Rank = tf.Rank.R4>({ shape, values }: Data): tf.Tensor<R> {
  return tf.tensor(values, shape as tf.ShapeMap[R], values instanceof Int32Array ? 'int32' : 'float32') as tf.Tensor<R>;
}

/** Backends and builds that a case is computed on; the first is the reference. */
const engines = ['cpu', 'wasm simd', 'wasm relaxed', 'wasm wide', 'tensorflow'] as const;
export type Engine = (typeof engines)[number];

/** What each backend has to be held against the reference. */
const columns: readonly (readonly [backend: string, others: readonly Engine[]])[] = [
  ['wasm', ['wasm simd', 'wasm relaxed', 'wasm wide']],
  ['tensorflow', ['tensorflow']],
];
const tensorflow = loadTensorflow();

/** A test for each backend but the reference; where TensorFlow is not there, it is named as not run. */
export function itOnBackends(title: string, check: (others: readonly Engine[]) => Promise<void>): void {
  for (const [backend, others] of columns) itWhere(backend, `${title}, on ${backend}`, () => check(others));
}

/** A test for each engine; `title` holds %s in place of its name. */
export function itOnEachEngine(title: string, check: (engine: Engine) => Promise<void>): void {
  for (const engine of engines) itWhere(engine, title.replace('%s', engine), () => check(engine));
}

function itWhere(backend: string, title: string, check: () => Promise<void>): void {
  if (backend !== 'tensorflow' || tensorflow.loaded) it(title, check);
  else it.skip(`${title} (${tensorflow.reason})`, check);
}

export async function useEngine(engine: Engine): Promise<void> {
  const [backend, build] = engine.split(' ') as [BackendName, KernelBuild | undefined];
  await startEngine(backend);
  if (build !== undefined) useKernelModule(build);
}

/** Values that `compute` gives on an engine. No tensor may outlive it. */
export async function valuesOn(engine: Engine, compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  await useEngine(engine);
  const tensors = tf.memory().numTensors;
  const dataIds = tf.engine().backend.numDataIds();
  const results = tf.tidy(() => compute().map((result) => result.dataSync() as Float32Array));
  expect(tf.memory().numTensors).toBe(tensors);
  expect(tf.engine().backend.numDataIds()).toBe(dataIds);
  return results;
}

/** Every float differs by at most `tolerance` times the largest magnitude of the reference, or times 1 if that is smaller; NaN and infinities are where the reference has them. */
export function expectClose(found: ArrayLike<number>, reference: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(reference.length);
  let scale = 1;
  let worst = 0;
  for (let i = 0; i < reference.length; i++) {
    if (!Number.isFinite(reference[i])) {
      if (!Object.is(found[i], reference[i])) worst = Number.POSITIVE_INFINITY;
      continue;
    }
    scale = Math.max(scale, Math.abs(reference[i]!));
    const difference = Math.abs(found[i]! - reference[i]!);
    worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
  }
  expect(worst).toBeLessThanOrEqual(tolerance * scale);
}

/** Equal to the last bit, signs of zero included. */
export function expectSameBits(found: Float32Array, reference: Float32Array): void {
  const bytes = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  expect(bytes(found).equals(bytes(reference))).toBe(true);
}

/** Holds what `compute` gives on other engines against the cpu reference. */
export async function expectSameOn(
  others: readonly Engine[],
  compute: () => tf.Tensor[],
  tolerance: number,
): Promise<void> {
  const expected = await valuesOn('cpu', compute);
  for (const engine of others) {
    const found = await valuesOn(engine, compute);
    expect(found.length).toBe(expected.length);
    for (const [i, values] of found.entries()) expectClose(values, expected[i]!, tolerance);
  }
}
