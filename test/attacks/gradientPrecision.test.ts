import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FgsmSpec } from '../../src/attackKinds/fgsm.js';
import { fgsm } from '../../src/attacks/fgsm.js';
import { crossEntropy } from '../../src/attacks/losses/crossEntropy.js';
import { lossGradient } from '../../src/attacks/lossGradient.js';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { linearModel } from '../support/linearModel.js';

const spec: FgsmSpec = { kind: 'fgsm', eot: 1 };

/** Cross-entropy and its gradient in double precision. */
function exactCrossEntropy(logits: readonly number[], label: number): { loss: number; gradient: number[] } {
  const others = logits.map((logit, index) => (index === label ? 0 : Math.exp(logit - logits[label]!)));
  const sum = others.reduce((total, value) => total + value, 0);
  const shares = others.map((value) => value / (1 + sum));
  return {
    loss: Math.log1p(sum),
    gradient: shares.map((share, index) => (index === label ? -sum / (1 + sum) : share)),
  };
}

describe('the cross-entropy', () => {
  it('and its slopes keep their relative precision up to margins of 80', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 2, maxLength: 12 }),
        fc.nat(),
        (logits, choice) => {
          const label = choice % logits.length;
          const { loss, gradient } = exactCrossEntropy(logits, label);
          const slope = new Float32Array(logits.length);
          const value = crossEntropy(Int32Array.of(label))(Float32Array.from(logits), 0, slope);
          expect(value / loss).toBeCloseTo(1, 6);
          for (const [index, own] of slope.entries()) {
            if (Math.abs(gradient[index]!) > 1e-35) expect(own / gradient[index]!).toBeCloseTo(1, 5);
          }
        },
      ),
    );
  });
});

for (const backend of ['cpu', 'wasm'] as const) {
  describe(`gradients of confident predictions on ${backend}`, () => {
    it('still give FGSM the best direction', async () => {
      await startEngine(backend);
      const weights = Float32Array.of(30, -30, -30, 30, 20, -20, 0, 0); // 4 pixels, 2 classes: a margin of 40 and more
      const model = linearModel([2, 2, 1], weights, 2);
      const pixels = tf.tensor4d([0.9, 0.1, 0.5, 0.5], [1, 2, 2, 1]);
      const batch = { pixels, labels: Int32Array.of(0), images: [0], seed: 1 };
      expect(Math.max(...lossGradient(model, batch, 1).map(Math.abs))).toBeLessThan(1e-20);
      const changed = fgsm(spec, model, batch).perturb(Float32Array.of(0.0625)).sub(pixels).dataSync();
      expect([...changed].map((value) => value / 0.0625)).toEqual([
        expect.closeTo(-1, 5),
        expect.closeTo(1, 5),
        expect.closeTo(-1, 5),
        0,
      ]);
    });
  });
}

it('a gradient of NaN is an error that names the image, not a gradient of zero', async () => {
  await startEngine('cpu');
  const linear = linearModel([2, 2, 1], new Float32Array(8).fill(1), 2);
  const broken = {
    ...linear,
    logits: (pixels: tf.Tensor4D) => linear.logits(pixels.mul(0).sqrt() as tf.Tensor4D, {} as never),
  };
  const batch = { pixels: tf.ones([1, 2, 2, 1]) as tf.Tensor4D, labels: Int32Array.of(0), images: [41], seed: 1 };
  expect(() => fgsm(spec, broken, batch)).toThrow('the gradient at image 41 under attack holds NaN');
});
