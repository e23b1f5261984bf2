#!/usr/bin/env bash
# One would expect tensors of TensorFlow.js never to change: its documentation says so, and its autodiff relies on it.
# On the cpu backend, tensorScatterUpdate writes the updates into its input tensor. A second evaluation of the same
# function, for example for a finite difference or the next attack step, then starts from a different input.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 >/dev/null 2>&1
cat >run.cjs <<'JS'
const tf = require('@tensorflow/tfjs');
tf.setBackend('cpu');
const x = tf.tensor1d([1, 2, 3, 4]);
const before = [...x.dataSync()];
tf.tensorScatterUpdate(x, tf.tensor2d([[1]], [1, 1], 'int32'), tf.tensor1d([9]));
const after = [...x.dataSync()];
console.log('tfjs', tf.version.tfjs, 'on', tf.getBackend());
console.log('input before: ', before.join(' '));
console.log('input after:  ', after.join(' '));
if (after.join() !== '1,9,3,4') process.exit(1);
JS
node run.cjs 2>/dev/null
