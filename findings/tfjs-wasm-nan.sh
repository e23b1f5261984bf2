#!/usr/bin/env bash
# One would expect NaN to stay NaN through a network's layers, so that a check of its outputs finds it.
# TensorFlow.js's wasm backend makes 0 of it in relu6, in clipByValue, in a maximum or minimum whose second operand it is, in
# fused depthwise convolutions, and in relu if its sign bit is set, as in every NaN that an x64 processor computes (0 / 0).
# Average pooling makes -Infinity of it, after which relu makes 0. The cpu backend and TensorFlow keep NaN in all of these.
# A network whose normalisation divides by zero then has ordinary outputs, and is judged by them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 >/dev/null 2>&1
cat >run.cjs <<'JS'
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
wasm.setWasmPaths(`${__dirname}/node_modules/@tensorflow/tfjs-backend-wasm/dist/`);
const computed = new Float32Array(Uint32Array.of(0xffc00000).buffer); // NaN with the sign bit
const pixels = () => tf.tensor4d([3, 1, 2, NaN], [1, 2, 2, 1]);
const cases = {
  'relu(NaN)': () => tf.relu(tf.tensor1d([NaN])),
  'relu(-NaN)': () => tf.relu(tf.tensor1d(computed)),
  relu6: () => tf.relu6(tf.tensor1d([NaN])),
  clipByValue: () => tf.clipByValue(tf.tensor1d([NaN]), 0, 1),
  'maximum(NaN, 0)': () => tf.maximum(tf.tensor1d([NaN]), tf.zeros([1])),
  'maximum(0, NaN)': () => tf.maximum(tf.zeros([1]), tf.tensor1d([NaN])),
  'depthwise, relu': () =>
    tf.fused.depthwiseConv2d({ x: pixels(), filter: tf.ones([2, 2, 1, 1]), strides: 1, pad: 'valid', activation: 'relu' }),
  'average pooling': () => tf.avgPool(pixels(), 2, 2, 'valid'),
};
async function valuesOn(backend) {
  await tf.setBackend(backend);
  return Object.values(cases).map((run) => run().dataSync()[0]);
}
(async () => {
  const [cpu, ours] = [await valuesOn('cpu'), await valuesOn('wasm')];
  console.log('tfjs', tf.version.tfjs);
  Object.keys(cases).forEach((name, at) => console.log(name.padEnd(16), 'cpu', cpu[at], 'wasm', ours[at]));
  if (!cpu.every(Number.isNaN) || ours.join() !== 'NaN,0,0,0,NaN,0,0,-Infinity') process.exit(1);
})();
JS
node run.cjs 2>/dev/null
