#!/usr/bin/env bash
# One would expect NaN to stay NaN through a network's layers, so that a check of its outputs finds it.
# TensorFlow.js's wasm backend makes 0 of it in relu6, in clipByValue, in a maximum or minimum whose second operand it is, and
# in depthwise convolutions and products fused with an activation; its relu, its other operations and its cpu backend keep NaN.
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
const cases = {
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
  clipByValue: (x) => tf.clipByValue(x, 0, 1),
  'maximum(x, 0)': (x) => tf.maximum(x, tf.zeros([1])),
  'maximum(0, x)': (x) => tf.maximum(tf.zeros([1]), x),
  'depthwise, relu': (x) =>
    tf.fused.depthwiseConv2d({
      x: x.reshape([1, 1, 1, 1]), filter: tf.ones([1, 1, 1, 1]), strides: 1, pad: 'valid', activation: 'relu',
    }),
  'product, relu6': (x) => tf.fused.matMul({ a: x.reshape([1, 1]), b: tf.ones([1, 1]), activation: 'relu6' }),
};
async function valuesOn(backend) {
  await tf.setBackend(backend);
  return Object.values(cases).map((run) => run(tf.tensor1d([NaN])).dataSync()[0]);
}
(async () => {
  const [cpu, ours] = [await valuesOn('cpu'), await valuesOn('wasm')];
  console.log('tfjs', tf.version.tfjs, 'of NaN:');
  Object.keys(cases).forEach((name, at) => console.log(name.padEnd(16), 'cpu', cpu[at], 'wasm', ours[at]));
  if (!cpu.every(Number.isNaN) || ours.join() !== 'NaN,0,0,NaN,0,0,0') process.exit(1);
})();
JS
node run.cjs 2>/dev/null
