#!/usr/bin/env bash
# One would expect the gradient of a reflected border to be added to the reflected pixels.
# TensorFlow.js drops it: its gradient of mirrorPad is that of zero padding. In a graph model the outputs of the op are the
# same as TensorFlow's, so nothing looks wrong, but gradient attacks are misled near every border.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 >/dev/null 2>&1
cat >run.cjs <<'JS'
const tf = require('@tensorflow/tfjs');
const x = tf.tensor1d([1, 2, 3, 4]);
const padded = (v) => tf.mirrorPad(v, [[2, 1]], 'reflect');
const gradient = [...tf.grad((v) => padded(v).sum())(x).dataSync()];
const slope = (at) => {
  const step = (by) => padded(x.add(tf.oneHot(at, 4).toFloat().mul(by))).sum().dataSync()[0];
  return (step(1) - step(-1)) / 2;
};
const differences = [0, 1, 2, 3].map(slope);
console.log('tfjs', tf.version.tfjs, 'padded', [...padded(x).dataSync()].join(' '));
console.log('gradient of the sum:   ', gradient.join(' '));
console.log('by finite differences: ', differences.join(' '));
if (gradient.join() !== '1,1,1,1' || differences.join() !== '1,2,3,1') process.exit(1);
JS
node run.cjs 2>/dev/null
