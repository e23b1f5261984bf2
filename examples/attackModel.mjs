// Attacks a tfjs model of one's own in this process: how many predictions survive PGD, and at which SNR.
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { attack, gap, startEngine, wilsonInterval } from 'rapa';

await startEngine('wasm');

// A small classifier: which half of an 8 x 8 image is brighter? 200 images, trained here.
const images = tf.randomUniform([200, 8, 8, 1], 0, 1, 'float32', 1);
const halves = tf.split(images, 2, 2).map((half) => half.mean([1, 2, 3]));
const classes = tf.cast(tf.greater(halves[1], halves[0]), 'int32');
const model = sequential({
  layers: [
    layers.flatten({ inputShape: [8, 8, 1] }),
    layers.dense({ units: 2, activation: 'softmax', kernelInitializer: 'zeros' }),
  ],
});
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
await model.fit(images, tf.oneHot(classes, 2), { epochs: 60, shuffle: false, verbose: 0 });

const labels = classes.dataSync();
for (const epsilon of ['4/255', '16/255', '64/255']) {
  const { adversarial, clean, predicted, snrDb } = await attack(model, images, labels, {
    kind: 'pgd',
    epsilon,
    steps: 10,
  });
  const isRight = (own) => Array.from(labels, (label, image) => own[image] === label);
  const kept = isRight(predicted).filter(Boolean).length;
  const [low, high] = wilsonInterval(kept, labels.length);
  const meanDb = snrDb.reduce((sum, each) => sum + each, 0) / snrDb.length;
  console.log(
    `epsilon ${epsilon}: accuracy ${(100 * kept) / labels.length} % (95 %: ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}), ` +
      `gap ${gap(isRight(clean), isRight(predicted)).toFixed(3)}, SNR ${meanDb.toFixed(1)} dB`,
  );
  adversarial.dispose();
}
