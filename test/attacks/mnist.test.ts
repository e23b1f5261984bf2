import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { kindOf } from '../../src/attackKinds/attackKinds.js';
import { prepareAttack } from '../../src/attacks/attacks.js';
import { boundOf } from '../../src/cells/bounds/boundOf.js';
import { predictions } from '../../src/cells/classify.js';
import { signalNorms } from '../../src/cells/signalNorms.js';
import type { AttackSpec } from '../../src/contract/suite.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { pixelsToFloat } from '../../src/datasets/pixelsToFloat.js';
import { startEngine } from '../../src/kernels/engine.js';
import { type LoadedModel, loadModel } from '../../src/models/loadModel.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { attackSpec } from '../support/attackExample.js';

const images = Array.from({ length: 50 }, (_, image) => image);
const target = 8;
let model: LoadedModel;
let values: Float32Array;
let labels: Int32Array;
let channelMeans: readonly number[];
/** Under FGSM. */
let single: boolean[];

beforeAll(async () => {
  await startEngine('wasm');
  const dataset = await loadDataset({ name: 'mnist', split: 'test' }, { dataDir: undefined });
  values = pixelsToFloat(dataset, [0, images.length]);
  labels = Int32Array.from(dataset.labels.subarray(0, images.length));
  channelMeans = dataset.channelMeans;
  const path = fileURLToPath(new URL('../../models/mnist/baseline', import.meta.url));
  model = await loadModel(path, { inputShape: dataset.shape, classes: dataset.classNames.length });
  single = survivors(attackSpec({ kind: 'fgsm' }));
});

/** Which images are still classified correctly. */
function survivors(spec: AttackSpec): boolean[] {
  return tf.tidy(() => {
    const pixels = tf.tensor4d(values, [images.length, ...model.inputShape]);
    const bound = boundOf(kindOf(spec).perturbation(spec));
    const signal = signalNorms(values, images.length, { reference: 'pixel', channelMeans });
    const strength = { kind: 'snrDb', snrDb: [target], snrReference: 'pixel' } as const;
    const [epsilons] = bound.sweep(strength, signal, values.length / images.length);
    const attack = prepareAttack(spec, model, { pixels, labels, images, seed: 1 });
    const adversarial = attack.perturb(epsilons!);
    bound.verify(values, adversarial.dataSync() as Float32Array, { epsilons: epsilons!, images });
    const { classes } = predictions(model, adversarial, { seed: 1, purpose: 'adversarial', images, draw: 0 });
    attack.dispose();
    return images.map((_, position) => classes[position] === labels[position]);
  });
}

const count = (kept: readonly boolean[]) => kept.filter(Boolean).length;

describe('on the shipped baseline network', () => {
  it.each([
    attackSpec({ kind: 'bim', steps: 10 }),
    attackSpec({ kind: 'pgd', steps: 15 }),
    attackSpec({ kind: 'mifgsm', steps: 8 }),
    attackSpec({ kind: 'apgd', steps: 15 }),
    attackSpec({ kind: 'apgd', steps: 15, loss: 'dlr' }),
    // An L2 ball of the same SNR holds the sign perturbation.
    attackSpec({ kind: 'pgd', norm: 'l2', steps: 15 }),
    attackSpec({ kind: 'apgd', norm: 'l2', steps: 15 }),
  ])('$kind is never weaker than FGSM at the same SNR, image by image', (spec) => {
    const iterated = survivors(spec);
    expect(images.filter((image) => iterated[image] && !single[image])).toEqual([]);
    expect(count(iterated)).toBeLessThan(count(single));
  });

  it('noise is weaker than FGSM, and Square stronger than noise', () => {
    const noise = survivors(attackSpec({ kind: 'noise' }));
    const searched = survivors(attackSpec({ kind: 'square', queries: 60 }));
    expect(count(noise)).toBeGreaterThan(count(single));
    expect(count(searched)).toBeLessThan(count(noise));
  });
});
