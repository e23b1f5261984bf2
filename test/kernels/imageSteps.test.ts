import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdImages, imagesOf } from '../../src/kernels/imageSteps/holdImages.js';
import * as steps from '../../src/kernels/imageSteps/imageSteps.js';
import * as plain from '../../src/kernels/imageSteps/plain.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { expectSameBits, normals, uniforms, useEngine } from './support/tensors.js';

const engines = ['wasm simd', 'wasm relaxed', 'wasm wide'] as const;

/** An image's point, gradient and clean image; lengths and radii from none to larger than the box. */
const cases = fc.record({
  seed: fc.nat(),
  size: fc.integer({ min: 1, max: 40 }),
  gradientScale: fc.constantFrom(0, 1e-30, 1e-6, 1),
  length: fc.constantFrom(0, 1e-7, 0.01, 0.3),
  radius: fc.constantFrom(0, 8 / 255, 0.5, 3),
});

type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never;
type Steps = Pick<typeof steps, keyof typeof plain & keyof typeof steps>;
type Rows = readonly Float32Array[];

function rowsOf({ seed, size, gradientScale }: Case): Rows {
  const point = uniforms(seed, [-0.2, 1.2], size).values as Float32Array;
  const gradient = (normals(seed + 1, size).values as Float32Array).map((value, at) =>
    at % 5 === 0 ? Math.sign(value) * 0 : value * gradientScale,
  );
  return [point, gradient, uniforms(seed + 2, [0, 1], size).values as Float32Array];
}

const changes: Readonly<Record<string, (by: Steps, rows: Rows, own: Case) => void>> = {
  linfStep: (by, [point, gradient, clean], { length, radius }) =>
    by.linfStep(point!, gradient!, clean!, { length, radius }),
  l2Step: (by, [point, gradient, clean], { length, radius }) =>
    by.l2Step(point!, gradient!, clean!, { length, radius }),
  l1Step: (by, [point, gradient, clean], { seed, length, radius }) =>
    by.l1Step(point!, gradient!, clean!, { length, radius, share: (seed % 11) / 10 }),
  l1Project: (by, [point, , clean], { radius }) => by.l1Project(point!, clean!, radius),
  linfProject: (by, [point, , clean], { radius }) => by.linfProject(point!, clean!, radius),
  l2Project: (by, [point, , clean], { radius }) => by.l2Project(point!, clean!, radius),
  mixSteps: (by, [point, ahead, previous]) => by.mixSteps(point!, ahead!, previous!, 0.75),
  addFloats: (by, [point, other]) => by.addFloats(point!, other!),
  divideFloats: (by, [point], { seed }) => by.divideFloats(point!, 1 + (seed % 1000)),
};

/** The rows after a change on the engine's heap. */
function onHeap(rows: Rows, change: (rows: Rows) => void): Float32Array[] {
  const held = rows.map((row) => holdImages(row, [1, 1, 1, row.length]));
  change(held.map(({ values }) => values));
  const found = held.map(({ values }) => values.slice());
  for (const own of held) own.dispose();
  return found;
}

describe('steps of attacks on the wasm heap', () => {
  for (const [name, change] of Object.entries(changes)) {
    it(`${name} gives the bits of the same in TypeScript, with every build`, async () => {
      for (const engine of engines) {
        await useEngine(engine);
        fc.assert(
          fc.property(cases, (own) => {
            const expected = rowsOf(own);
            change(plain, expected, own);
            const found = onHeap(rowsOf(own), (rows) => change(steps, rows, own));
            for (const [at, row] of found.entries()) expectSameBits(row, expected[at]!);
          }),
          { numRuns: 150 },
        );
      }
    });
  }

  it('pass NaN on, so that later checks see it', async () => {
    for (const engine of engines) {
      await useEngine(engine);
      const rows = [Float32Array.of(0.5, Number.NaN), Float32Array.of(1, 1), Float32Array.of(0.5, 0.5)];
      const [point] = onHeap(rows, ([own, gradient, clean]) =>
        steps.linfStep(own!, gradient!, clean!, { length: 0.1, radius: 1 }),
      );
      expect([...point!]).toEqual([Math.fround(0.6), Number.NaN]);
      const [sparse] = onHeap(rows, ([own, gradient, clean]) =>
        steps.l1Step(own!, gradient!, clean!, { length: 0.2, radius: 1, share: 1 }),
      );
      expect([...sparse!]).toEqual([Math.fround(0.6), Number.NaN]);
    }
  });

  it('find a value that is NaN or infinite wherever it is', async () => {
    for (const engine of engines) {
      await useEngine(engine);
      for (let at = 0; at < 9; at++) {
        for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
          const values = new Float32Array(9).fill(3e38);
          const areFinite = () => {
            const [found] = onHeap([values], ([own]) => own!.fill(steps.areFinite(own!) ? 1 : 0));
            return found![0] === 1;
          };
          expect(areFinite()).toBe(true);
          values[at] = bad;
          expect(areFinite()).toBe(false);
        }
      }
    }
  });

  it('refuse arrays of which only some are there, and views from before the heap grew', async () => {
    await useEngine('wasm simd');
    const held = holdImages(Float32Array.of(1, 2), [1, 1, 1, 2]);
    expect(() => steps.addFloats(held.values, Float32Array.of(1, 2))).toThrow('only in part');
    const view = held.values;
    tf.dispose(tf.zeros([2 ** 26]));
    expect(() => steps.areFinite(view)).toThrow('no longer there');
    expect([...held.values]).toEqual([1, 2]);
    held.dispose();
  });
});

describe('held images', () => {
  it('are changed in place, and passes get the change', async () => {
    for (const engine of ['cpu', ...engines] as const) {
      await useEngine(engine);
      const tensors = tf.memory().numTensors;
      const source = Float32Array.of(1, 2, 3, 4);
      const held = holdImages(source, [2, 1, 1, 2]);
      held.rows[1]!.values[0] = 30;
      const points = held.points();
      const seen = points instanceof Float32Array ? points : points.dataSync();
      expect([...seen]).toEqual([1, 2, 30, 4]);
      expect([...source]).toEqual([1, 2, 3, 4]);
      held.dispose();
      expect(tf.memory().numTensors).toBe(tensors);
    }
  });

  it('show the rows of a tensor', async () => {
    for (const engine of ['cpu', ...engines] as const) {
      await useEngine(engine);
      const tensor = tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1]);
      expect(imagesOf(tensor).rows.map(({ values }) => [...values])).toEqual([
        [1, 2],
        [3, 4],
      ]);
      tensor.dispose();
    }
  });
});
