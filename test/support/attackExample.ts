import type { AttackBatch } from '../../src/attacks/attack.js';
import { prepareAttack } from '../../src/attacks/attacks.js';
import { randomStream } from '../../src/base/random.js';
import type { AttackSpec } from '../../src/contract/suite.js';
import type { LoadedModel } from '../../src/models/loadModel.js';
import type { WrittenAttack } from '../../src/schemas/suiteSchema.js';
import { resolveAttack } from '../../src/suites/resolveAttack.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { linearModel } from './linearModel.js';

export const shape = [4, 5, 3] as const;
export const dimensions = 60;

/** An attack as a suite would write it, with its defaults. */
export function attackSpec(written: { readonly kind: AttackSpec['kind'] } & Record<string, unknown>): AttackSpec {
  return resolveAttack({ id: written.kind, epsilons: [0.1], ...written } as WrittenAttack);
}

/** `images` random images and a random linear model; `labels` are its own answers if `right`, else random. */
export function linearExample(
  seed: number,
  {
    classes,
    images = 2,
    low = 0.25,
    high = 0.75,
    right = false,
  }: {
    readonly classes: number;
    readonly images?: number;
    readonly low?: number;
    readonly high?: number;
    readonly right?: boolean;
  },
) {
  const stream = randomStream(seed, 'test', 1);
  const weights = Float32Array.from({ length: dimensions * classes }, () => stream.normal());
  const model = linearModel(shape, weights, classes);
  const values = Float32Array.from({ length: images * dimensions }, () => low + (high - low) * stream.float());
  const pixels = tf.tensor4d(values, [images, ...shape]);
  const answers = logitsOf(model, values).map((row) => row.indexOf(Math.max(...row)));
  const labels = Int32Array.from(answers, (answer) => (right ? answer : stream.int(classes)));
  const ids = Array.from({ length: images }, (_, image) => 100 + image);
  return { model, values, labels, batch: { pixels, labels, images: ids, seed } satisfies AttackBatch };
}

/** Runs an attack once and gives the adversarial values; leaves no tensor. */
export function attackOnce(
  spec: AttackSpec,
  model: LoadedModel,
  { batch, epsilons }: { readonly batch: AttackBatch; readonly epsilons: readonly number[] },
): Float32Array {
  const attack = prepareAttack(spec, model, batch);
  const adversarial = attack.perturb(Float32Array.from(epsilons));
  const values = adversarial.dataSync().slice() as Float32Array;
  adversarial.dispose();
  attack.dispose();
  return values;
}

/** Logits of each image, in draw 0. */
export function logitsOf(model: LoadedModel, values: Float32Array): number[][] {
  const images = values.length / dimensions;
  const key = { seed: 1, purpose: 'test' as const, images: Array.from({ length: images }, (_, id) => id), draw: 0 };
  return tf.tidy(() => model.logits(tf.tensor4d(values, [images, ...shape]), key).arraySync());
}

/** The true class's logit less the other's, of a model of two classes. */
export function marginsOf(model: LoadedModel, values: Float32Array, labels: Int32Array): number[] {
  return logitsOf(model, values).map((row, image) => row[labels[image]!]! - row[1 - labels[image]!]!);
}
