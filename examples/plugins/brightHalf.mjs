// A data set and a model format: grey images of which one half is brighter, and softmax regression from a JSON file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineDataset, defineModelReader, tf, UserError } from 'rapa/plugin';

const side = 8;
const imagesOf = { train: 400, test: 100 };

/** Made here; a real data set would read files below `path`. */
const brightHalf = defineDataset({
  name: 'bright-half',
  load: ({ split }) => {
    const count = imagesOf[split];
    const labels = Array.from({ length: count }, (_, image) => image % 2);
    const pixels = new Uint8Array(count * side * side);
    for (const [at] of pixels.entries()) {
      const image = Math.floor(at / (side * side));
      const isRight = at % side >= side / 2;
      // A pattern that differs from image to image, a little brighter in the half that the label names.
      const pattern = (at * 73 + image * 149 + (split === 'train' ? 31 : 0)) % 120;
      pixels[at] = 60 + pattern + (isRight === (labels[image] === 1) ? 4 + (image % 7) : 0);
    }
    return { shape: [side, side, 1], classNames: ['left', 'right'], pixels, labels };
  },
});

/** Files such as `{"format": "softmax-regression", "inputShape": [8, 8, 1], "weights": [[...], ...], "bias": [...]}`. */
const softmaxRegression = defineModelReader({
  format: 'softmax-regression',
  recognises: ({ names }) => names.some((name) => name.endsWith('.weights.json')),
  files: ({ names }) => names.filter((name) => name.endsWith('.weights.json')),
  open: ({ path, folder, names }) => {
    const file = join(
      folder,
      names.find((name) => name.endsWith('.weights.json')),
    );
    const { format, inputShape, weights, bias } = JSON.parse(readFileSync(file, 'utf8'));
    if (format !== 'softmax-regression') {
      throw new UserError({ where: path, expected: 'the format softmax-regression', found: String(format) });
    }
    const kernel = tf.tensor2d(weights);
    const offset = tf.tensor1d(bias);
    return {
      inputShape: [null, ...inputShape],
      parameters: kernel.size + offset.size,
      run: (pixels) => pixels.reshape([pixels.shape[0], -1]).matMul(kernel).add(offset),
      dispose: () => tf.dispose([kernel, offset]),
    };
  },
});

export default [brightHalf, softmaxRegression];
