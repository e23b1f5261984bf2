import { beforeAll, describe, expect, it } from 'vitest';
import type { BackendName } from '../../src/base/backends.js';
import { randomStream } from '../../src/base/random.js';
import { loadTensorflow } from '../../src/kernels/bindings/tensorflowModule.js';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { floatInputs, graphOf, type OpCase, opCases, weightsOf } from './support/opCases.js';

const tensorflow = loadTensorflow();

/** What is refused, by name, instead of being computed wrongly. */
const refused: Readonly<Record<string, { readonly on: readonly BackendName[]; readonly what: 'op' | 'gradient' }>> = {
  Dilation2D: { on: ['wasm'], what: 'op' },
  CropAndResize: { on: ['cpu', 'wasm', 'tensorflow'], what: 'gradient' },
};

const ops = [...new Set(opCases.map(({ op }) => op))];

for (const backend of ['cpu', 'wasm', 'tensorflow'] as const) {
  const missing = backend === 'tensorflow' && !tensorflow.loaded ? ` (${tensorflow.reason})` : '';
  describe.skipIf(missing !== '')(`ops on ${backend}${missing}`, () => {
    beforeAll(async () => {
      await startEngine(backend);
    });

    for (const op of ops) {
      const cases = opCases.filter((one) => one.op === op);
      const refusal = refused[op];
      if (refusal?.on.includes(backend)) {
        it(`refuses by name: ${op}${refusal.what === 'gradient' ? "'s gradient" : ''}`, async () => {
          for (const one of cases) await expectRefusal(one, refusal.what);
        });
        continue;
      }
      it(`has TensorFlow's values and gradients, and those are the derivative: ${op}, ${cases.length} cases`, async () => {
        for (const one of cases) await expectRight(one);
      });
    }
  });
}

async function expectRefusal(one: OpCase, what: 'op' | 'gradient'): Promise<void> {
  const graph = await graphOf(one);
  tf.tidy(() => {
    const xs = floatInputs(one).map(({ shape, values }) => tf.tensor(values, shape));
    const run = () => (what === 'op' ? graph.run(xs) : gradientTo(0, { graph, xs }));
    expect(run).toThrow(one.op);
  });
  graph.dispose();
}

interface Running {
  readonly graph: { readonly run: (xs: readonly tf.Tensor[]) => tf.Tensor[] };
  readonly xs: readonly tf.Tensor[];
}

async function expectRight(one: OpCase): Promise<void> {
  const before = tf.memory().numTensors;
  const graph = await graphOf(one);
  const title = `${one.op} of ${one.inputs.map(({ shape }) => `[${shape}]`).join(', ')} ${JSON.stringify(one.attr)}`;
  tf.tidy(() => {
    const xs = floatInputs(one).map(({ shape, values }) => tf.tensor(values, shape));
    for (const [at, y] of graph.run(xs).entries()) {
      const { shape, values } = one.outputs[at]!;
      expect(y.shape, title).toEqual(shape);
      expect(relativeError(y.dataSync(), values), title).toBeLessThan(1e-5);
    }
    for (const at of xs.keys()) {
      const found = gradientTo(at, { graph, xs });
      const expected = one.gradients === 'untold' ? null : one.gradients[at]!;
      if (expected !== null) expect(relativeError(found, expected), `${title}, input ${at}`).toBeLessThan(1e-5);
      if (one.inputs.some((input) => 'ties' in input)) continue;
      expectDerivative(found, { at, one, graph, xs, title });
    }
  });
  graph.dispose();
  expect(tf.memory().numTensors, title).toBe(before);
}

/** Of sum(outputs * weights). */
function gradientTo(at: number, { graph, xs }: Running): Float32Array {
  const slope = tf.grad((x) => {
    const ys = graph.run(xs.map((other, place) => (place === at ? x : other)));
    return tf.addN(
      ys.map((y, place) =>
        y
          .toFloat()
          .mul(tf.tensor(weightsOf(y.shape, place), y.shape))
          .sum(),
      ),
    );
  });
  return tf.tidy(() => slope(xs[at]!).dataSync() as Float32Array);
}

/** Central differences along directions of random signs: two steps where the op is smooth, a short one where it has kinks. */
function expectDerivative(
  gradient: Float32Array,
  { at, one, graph, xs, title }: Running & { readonly at: number; readonly one: OpCase; readonly title: string },
): void {
  const stream = randomStream(3, 'test', at);
  const from = floatInputs(one)[at]!;
  const length = Math.hypot(...gradient);
  for (let direction = 0; direction < 3; direction++) {
    const signs = Float32Array.from(gradient, () => (stream.float() < 0.5 ? -1 : 1));
    const value = (step: number) =>
      tf.tidy(() => {
        const moved = tf.tensor(
          from.values.map((x, i) => x + step * signs[i]!),
          from.shape,
        );
        const ys = graph.run(xs.map((x, place) => (place === at ? moved : x)));
        return ys.map((y) => y.dataSync() as Float32Array);
      });
    const difference = (step: number) => {
      const [up, down] = [value(step), value(-step)];
      const sum = up.flatMap((y, place) => {
        const weights = weightsOf(one.outputs[place]!.shape, place);
        return [...y].map((_, i) => (y[i]! - down[place]![i]!) * weights[i]!);
      });
      return sum.reduce((a, b) => a + b, 0) / (2 * step);
    };
    const step = one.kinks === true ? 1 / 512 : 1 / 32;
    const measured = one.kinks === true ? difference(step) : (4 * difference(step) - difference(2 * step)) / 3;
    const claimed = gradient.reduce((sum, slope, i) => sum + slope * signs[i]!, 0);
    expect(
      Math.abs(measured - claimed),
      `${title}, input ${at}: ${measured} measured, ${claimed} claimed`,
    ).toBeLessThan(2e-3 * length + 3e-4);
  }
}

/** Greatest difference over the greatest magnitude; NaN where one is NaN. */
function relativeError(found: ArrayLike<number>, expected: readonly number[]): number {
  if (found.length !== expected.length) return Number.NaN;
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - Number(found[i])) / scale), 0);
}
