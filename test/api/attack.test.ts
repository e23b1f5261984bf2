import { beforeAll, describe, expect, it } from 'vitest';
import { type AttackResult, attack, gap, openModel, snr, startEngine } from '../../src/api/index.js';
import tf from '../../src/tfjs/tfjs.cjs';

beforeAll(() => startEngine('cpu'));

const values = [0.2, 0.4, 0.6, 0.8, 0.5, 0.5, 0.5, 0.6];
const images = () => tf.tensor4d(values, [2, 2, 2, 1]);
/** Logit of class 0: the sum of the first row of pixels minus that of the second; class 1 has 0. */
const slopes = [1, 1, -1, -1];
const linear = (pixels: tf.Tensor4D) =>
  tf.matMul(
    pixels.reshape([-1, 4]),
    tf.tensor2d(
      slopes.flatMap((slope) => [slope, 0]),
      [4, 2],
    ),
  );

function layersModel(activation: 'softmax' | 'linear'): tf.LayersModel {
  const dense = tf.layers.dense({
    units: 2,
    activation,
    weights: [
      tf.tensor2d(
        slopes.flatMap((s) => [s, 0]),
        [4, 2],
      ),
      tf.zeros([2]),
    ],
  });
  return tf.sequential({ layers: [tf.layers.flatten({ inputShape: [2, 2, 1] }), dense] });
}

/** FGSM against class 1 raises the first row and lowers the second. */
const optimum = (epsilon: number) => values.map((value, at) => value + epsilon * slopes[at % 4]!);

function expectOptimum({ adversarial, epsilons, predicted, snrDb }: AttackResult): void {
  const found = [...adversarial.dataSync()];
  for (const [at, value] of optimum(0.1).entries()) expect(found[at]).toBeCloseTo(value, 6);
  expect([...epsilons].map((epsilon) => Number(epsilon.toFixed(6)))).toEqual([0.1, 0.1]);
  expect([...predicted]).toEqual([1, 0]);
  expect(snrDb[1]).toBeCloseTo(20 * Math.log10(Math.sqrt(1.11) / 0.2), 4);
  adversarial.dispose();
}

describe('attack', () => {
  it.each([
    ['a function', () => linear],
    ['a layers model', () => layersModel('linear')],
    ['a layers model with softmax', () => layersModel('softmax')],
  ])('finds the optimum of FGSM on %s', async (_, model) => {
    const result = await attack(model(), images(), [1, 1], { kind: 'fgsm', epsilon: 0.1 });
    expect([...result.clean]).toEqual([1, 1]);
    expectOptimum(result);
  });

  it('checks the gradient against finite differences unless told not to, and refuses a wrong one', async () => {
    const request = { kind: 'fgsm', epsilon: 0.1 } as const;
    const { gradient } = await attack(linear, images(), [1, 1], request);
    expect(gradient).toMatchObject({ agreeing: gradient!.trials, vanishes: false });
    expect(gradient!.trials).toBeGreaterThanOrEqual(gradient!.needed);
    const turned = tf.customGrad((x) => ({
      value: linear(x as tf.Tensor4D),
      gradFunc: () => tf.onesLike(x as tf.Tensor4D).mul(-1),
    }));
    const wrong = (pixels: tf.Tensor4D) => turned(pixels);
    await expect(attack(wrong, images(), [1, 1], request)).rejects.toThrow(/finite differences/);
    expect((await attack(wrong, images(), [1, 1], request, { checkGradient: false })).gradient).toBeUndefined();
  });

  it('notes what weakens an attack', async () => {
    const request = { kind: 'fgsm', epsilon: 0.1 } as const;
    expect((await attack(linear, images(), [1, 1], request)).notes).toEqual([
      expect.stringMatching(/^gradient verified/),
    ]);
    const rounded = (pixels: tf.Tensor4D) => linear(tf.round(pixels.mul(255)).div(255) as tf.Tensor4D);
    const { notes } = await attack(rounded, images(), [1, 1], request, { checkGradient: false });
    expect(notes).toEqual([expect.stringMatching(/^its gradient is zero/)]);
  });

  it('turns probabilities of a function into logits, so that their gradient does not vanish', async () => {
    const sure = (pixels: tf.Tensor4D) => tf.softmax(linear(pixels).mul(40));
    expectOptimum(await attack(sure, images(), [1, 1], { kind: 'fgsm', epsilon: '1/10' }));
  });

  it('takes the SNR instead of epsilon', async () => {
    const { snrDb, adversarial } = await attack(linear, images(), [1, 1], { kind: 'fgsm', snrDb: 20 });
    expect(snrDb[0]).toBeCloseTo(20, 4);
    expect(snr(values.slice(0, 4), adversarial.dataSync().slice(0, 4))).toBeCloseTo(20, 4);
  });

  it('keeps no tensors but the result, and disposes of no model that was opened before', async () => {
    const model = await openModel(layersModel('linear'), { inputShape: [2, 2, 1] });
    const pixels = images();
    const before = tf.memory().numTensors;
    for (let round = 0; round < 2; round++) {
      const { adversarial } = await attack(model, pixels, [1, 1], { kind: 'pgd', epsilon: 0.1, steps: 3 });
      adversarial.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
    const outer = layersModel('softmax');
    const withOuter = tf.memory().numTensors;
    (await attack(outer, pixels, [1, 1], { kind: 'fgsm', epsilon: 0.1 })).adversarial.dispose();
    expect(tf.memory().numTensors).toBe(withOuter);
  });

  it.each<[string, Parameters<typeof attack>[3], RegExp]>([
    ['an unknown kind', { kind: 'fgms' as 'fgsm', epsilon: 0.1 }, /did you mean "fgsm"/],
    ['an unknown parameter', { kind: 'pgd', epsilon: 0.1, step: 3 } as never, /did you mean "steps"/],
    [
      'a value out of bounds',
      { kind: 'pgd', epsilon: 0.1, steps: 0 },
      /a pgd attack, steps\n {2}expected: a whole number/,
    ],
    ['no strength', { kind: 'fgsm' }, /one of epsilon and snrDb\n {2}found: {4}neither/],
    ['an epsilon of bytes', { kind: 'fgsm', epsilon: '8' }, /8\/255/],
    ['an attack of suites', { kind: 'transfer' as 'fgsm', epsilon: 0.1 }, /attack kind/],
  ])('refuses %s', async (_, request, message) => {
    await expect(attack(linear, images(), [1, 1], request)).rejects.toThrow(message);
  });

  it('refuses pixels of bytes, labels of other classes, and models without gradients', async () => {
    const request = { kind: 'fgsm', epsilon: 0.1 } as const;
    await expect(attack(linear, tf.mul(images(), 255), [1, 1], request)).rejects.toThrow(/divide bytes by 255/);
    await expect(attack(linear, images(), [1, 2], request)).rejects.toThrow(/classes from 0 to 1/);
    await expect(attack(linear, images(), [1], request)).rejects.toThrow(/one for each image/);
    const detached = (pixels: tf.Tensor4D) => linear(tf.tensor4d(pixels.dataSync(), pixels.shape));
    await expect(attack(detached, images(), [1, 1], request)).rejects.toThrow(/gradient/);
  });
});

describe('gap', () => {
  it('counts only images that are right without attack', () => {
    expect(gap([true, true, false, true], [true, false, true, false])).toBeCloseTo(2 / 3);
    expect(() => gap([true], [])).toThrow(RangeError);
  });
});

describe('attack on wasm', () => {
  beforeAll(() => startEngine('wasm'));

  it('leaves tensors alone that a function keeps of its input', async () => {
    const kept: tf.Tensor[] = [];
    const model = (pixels: tf.Tensor4D) => {
      kept.push(tf.keep(pixels.clone()));
      return linear(pixels);
    };
    const request = { kind: 'bim', steps: 4, relativeStepSize: 0.25, epsilon: 0.1 } as const;
    await attack(model, images(), [1, 1], request, { checkGradient: false });
    const seen = kept.map((tensor) => tensor.dataSync()[0]!.toFixed(3));
    expect(seen.join(' ')).toContain('0.200 0.225 0.250 0.275');
  });

  it.each(['pgd', 'apgd', 'square'] as const)('keeps no tensors of %s if the model throws', async (kind) => {
    let passes = 0;
    const model = await openModel(layersModel('linear'), { inputShape: [2, 2, 1] });
    const broken = {
      ...model,
      logits: (...asked: Parameters<typeof model.logits>) => {
        if (passes++ > 1) throw new Error('out of order');
        return model.logits(...asked);
      },
    };
    const pixels = images();
    const before = tf.memory().numTensors;
    await expect(attack(broken, pixels, [1, 1], { kind, epsilon: 0.001 })).rejects.toThrow('out of order');
    expect(tf.memory().numTensors).toBe(before);
  });
});
