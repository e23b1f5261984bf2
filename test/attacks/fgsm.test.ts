import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FgsmSpec } from '../../src/attackKinds/fgsm.js';
import { fgsm } from '../../src/attacks/fgsm.js';
import { randomStream } from '../../src/base/random.js';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { linearModel } from '../support/linearModel.js';

const shape = [4, 5, 3] as const;
const dimensions = 60;
const spec: FgsmSpec = { kind: 'fgsm', eot: 1 };

function example(seed: number, classes: number, low = 0, high = 1) {
  const stream = randomStream(seed, 'test', 1);
  const model = linearModel(
    shape,
    Float32Array.from({ length: dimensions * classes }, () => stream.normal()),
    classes,
  );
  const values = Float32Array.from({ length: 2 * dimensions }, () => low + (high - low) * stream.float());
  const labels = Int32Array.from([stream.int(classes), stream.int(classes)]);
  const pixels = tf.tensor4d(values, [2, ...shape]);
  return { model, values, labels, batch: { pixels, labels, images: [0, 1], seed } };
}

beforeAll(async () => {
  await startEngine('cpu');
});

describe('fgsm', () => {
  it('stays in the ball and in the box for every epsilon', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, epsilon) => {
        const { model, values, batch } = example(seed, 4);
        const attack = fgsm(spec, model, batch);
        const changed = attack.perturb(Float32Array.of(epsilon, epsilon / 2)).dataSync();
        for (const [index, pixel] of changed.entries()) {
          const limit = index < dimensions ? epsilon : epsilon / 2;
          expect(pixel).toBeGreaterThanOrEqual(0);
          expect(pixel).toBeLessThanOrEqual(1);
          expect(Math.abs(pixel - values[index]!)).toBeLessThanOrEqual(limit + 1e-6);
        }
        model.dispose();
      }),
      { numRuns: 50 },
    );
  });

  it('finds the closed-form optimum on a linear model of two classes: the margin falls by eps |w|_1', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.001, max: 0.2, noNaN: true }), (seed, epsilon) => {
        const { model, labels, batch } = example(seed, 2, 0.25, 0.75); // far from the box
        const adversarial = fgsm(spec, model, batch).perturb(Float32Array.of(epsilon, epsilon));
        const key = { seed, purpose: 'test' as const, images: [0, 1], draw: 0 };
        const before = model.logits(batch.pixels, key).dataSync();
        const after = model.logits(adversarial, key).dataSync();
        let norm = 0;
        for (let i = 0; i < dimensions; i++) norm += Math.abs(model.weights[2 * i]! - model.weights[2 * i + 1]!);
        for (const [image, label] of labels.entries()) {
          const margin = (logits: ArrayLike<number>) => logits[2 * image + label]! - logits[2 * image + 1 - label]!;
          expect(margin(before) - margin(after)).toBeCloseTo(epsilon * norm, 3);
        }
        model.dispose();
      }),
      { numRuns: 50 },
    );
  });

  it('leaves pixels without gradient as they are, and everything at epsilon 0', () => {
    const weights = new Float32Array(dimensions * 2);
    weights[0] = 1; // only the first value matters
    const model = linearModel(shape, weights, 2);
    const pixels = tf.fill([1, ...shape], 0.5) as tf.Tensor4D;
    const attack = fgsm(spec, model, { pixels, labels: Int32Array.of(0), images: [0], seed: 1 });
    const changed = attack.perturb(Float32Array.of(0.25)).dataSync();
    expect(changed[0]).toBe(0.25);
    expect([...changed.slice(1)]).toEqual(new Array(dimensions - 1).fill(0.5));
    expect(attack.perturb(Float32Array.of(0)).dataSync()).toEqual(pixels.dataSync());
  });

  it('gives an image the same perturbation alone and in a batch, and leaks no tensor', () => {
    const { model, batch, values, labels } = example(11, 3);
    const both = fgsm(spec, model, batch).perturb(Float32Array.of(0.1, 0.1)).dataSync().slice(dimensions);
    const pixels = tf.tensor4d(values.slice(dimensions), [1, ...shape]);
    const before = tf.memory().numTensors;
    const attack = fgsm(spec, model, { pixels, labels: labels.slice(1), images: [1], seed: 11 });
    const alone = attack.perturb(Float32Array.of(0.1));
    expect(alone.dataSync()).toEqual(both);
    alone.dispose();
    attack.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
