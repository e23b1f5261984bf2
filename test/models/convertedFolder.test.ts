import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/kernels/engine.js';
import type { DrawKey } from '../../src/layers/drawKey.js';
import { loadModel } from '../../src/models/loadModel.js';
import tf from '../../src/tfjs/tfjs.cjs';

/** What TensorFlow says of a model on two images; see the README beside the models. */
interface Reference {
  readonly shape: readonly number[];
  readonly scale: number;
  readonly out: readonly (readonly number[])[];
  readonly grad: readonly number[];
}

const shared = join(process.env.RAPA_SHARED_DIR ?? resolve('../shared'), 'converted');

/** Small ones that come with the tests, and a whole folder where it lies beside the checkout. */
const folders = [join(import.meta.dirname, 'keras'), shared];
const models = folders.flatMap((folder) =>
  ['keras2', 'keras3'].flatMap((keras) => {
    const names = existsSync(join(folder, keras)) ? readdirSync(join(folder, keras)).sort() : [];
    const paths = names.flatMap((name) => ['layers', 'graph'].map((format) => join(keras, name, format)));
    return paths.filter((path) => existsSync(join(folder, path))).map((path) => ({ folder, path }));
  }),
);

/** The converter changed this network: a batch normalisation is folded into a convolution that another op takes too. */
const changed = 'keras2/residual/graph';

const draw: DrawKey = { seed: 1, purpose: 'test', images: [0, 1], draw: 0 };

describe("models as Keras's converter writes them have TensorFlow's outputs and gradients", () => {
  beforeAll(async () => void (await startEngine('wasm')));

  if (!existsSync(shared))
    it.skip('those of RAPA_SHARED_DIR, or of shared/ beside this folder: it is missing', () => {});

  it.runIf(existsSync(join(shared, changed)))(`${changed} is refused: the converter changed it`, async () => {
    const loading = loadModel(join(shared, changed), { inputShape: [32, 32, 3], classes: 10 });
    await expect(loading).rejects.toThrow(
      /the network as it was before the conversion[\s\S]*folded[\s\S]*tfjs_layers_model/,
    );
  });

  it.each(models.filter(({ path }) => path !== changed))('$path', async ({ folder, path }) => {
    const reference = JSON.parse(readFileSync(join(folder, path, '../ref.json'), 'utf8')) as Reference;
    const { shape, scale, out, grad } = reference;
    const classes = Math.max(2, out[0]!.length);
    const reading = {
      ...(scale === 1 ? {} : { preprocessing: { scale } }),
      ...(path.includes('two_outputs') ? { output: 0 } : {}),
    };
    const before = tf.memory().numTensors;
    const model = await loadModel(
      join(folder, path),
      { inputShape: [...shape] as [number, number, number], classes },
      reading,
    );
    const found = tf.tidy(() => {
      const size = shape.reduce((product, side) => product * side, 2);
      const pixels = Float32Array.from({ length: size }, (_, i) => ((37 * i) % 256) / 255);
      const x = tf.tensor(pixels, [2, ...shape]);
      const isDistribution = out.every((row) => Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 1e-4);
      const binary = out[0]!.length === 1;
      const answer = (pixels: tf.Tensor) => {
        const logits = model.logits(pixels as tf.Tensor4D, draw);
        if (binary) return tf.softmax(logits).slice([0, 1], [-1, 1]);
        return isDistribution ? tf.softmax(logits) : model.outputs === 'probabilities' ? tf.sigmoid(logits) : logits;
      };
      const loss = (pixels: tf.Tensor) =>
        binary
          ? answer(pixels).sum()
          : (isDistribution || model.outputs === 'logits'
              ? tf.logSoftmax(model.logits(pixels as tf.Tensor4D, draw))
              : tf.logSigmoid(model.logits(pixels as tf.Tensor4D, draw))
            )
              .mul(tf.eye(2, out[0]!.length))
              .sum();
      // The reference differentiates by what the network takes, x * scale.
      const gradient = tf.grad(loss)(x).div(scale);
      return { out: answer(x).dataSync(), grad: gradient.dataSync() };
    });
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(greatestDifference(found.out, out.flat())).toBeLessThan(1e-4);
    expect(greatestDifference(found.grad, grad) / Math.max(...grad.map(Math.abs))).toBeLessThan(1e-3);
  });
});

function greatestDifference(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(found.length).toBe(expected.length);
  return expected.reduce((greatest, value, at) => Math.max(greatest, Math.abs(value - found[at]!)), 0);
}
