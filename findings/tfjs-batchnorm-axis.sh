#!/usr/bin/env bash
# One would expect the axis of a BatchNormalization layer to be either applied or rejected.
# In inference, TensorFlow.js reshapes the parameters to [1, C, 1, 1] for axis 1, then reads them as parameters of the last
# axis. Values are normalised with the statistics of other channels, without an error. A converted model with channels
# first, or with normalisation along another axis, silently loses accuracy.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 >/dev/null 2>&1
cat >run.cjs <<'JS'
const tf = require('@tensorflow/tfjs');
const layer = tf.layers.batchNormalization({ axis: 1, epsilon: 0 });
const x = tf.ones([1, 2, 3, 3]);
layer.apply(x);
layer.setWeights([tf.tensor1d([1, 10]), tf.tensor1d([0, 0]), tf.tensor1d([0, 0]), tf.tensor1d([1, 1])]);
const y = [...layer.apply(x).dataSync()];
console.log('tfjs', tf.version.tfjs, '- ones of shape [1, 2, 3, 3], gamma 1 for the first channel and 10 for the second');
console.log('expected: ', [...Array(9).fill(1), ...Array(9).fill(10)].join(' '));
console.log('found:    ', y.map(Math.round).join(' '));
if (y.slice(0, 9).every((value) => Math.abs(value - 1) < 0.01)) process.exit(1);
JS
node run.cjs 2>/dev/null
