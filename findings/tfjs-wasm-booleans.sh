#!/usr/bin/env bash
# One would expect a cast to bool to be true for every number but zero, and a choice between booleans to follow its condition.
# TensorFlow.js's wasm backend keeps the low byte of the truncated number: 0.5 and 256 become false, -1 a "boolean" of 255, which
# later counts as 255. Choosing between booleans returns the first ones, and strided slices of integers are floats with the
# integers' bits. A graph model with a mask made by a cast computes something else than TensorFlow, without an error.
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
const booleans = (...values) => tf.tensor1d(values, 'bool');
const cases = {
  'bool of 0.5, 256, -1, 0': () => tf.tensor1d([0.5, 256, -1, 0]).toBool().toFloat(),
  'where(mask of 0.5 and 0, 1, 9)': () => tf.where(tf.tensor1d([0.5, 0]).toBool(), tf.ones([2]), tf.fill([2], 9)),
  'where(true and false, true, false)': () => tf.where(booleans(1, 0), booleans(1, 1), booleans(0, 0)).toFloat(),
  'every second of 1, 2, 3, 4': () => tf.stridedSlice(tf.tensor1d([1, 2, 3, 4], 'int32'), [0], [4], [2]),
};
async function valuesOn(backend) {
  await tf.setBackend(backend);
  return Object.values(cases).map((run) => [...run().dataSync()].map((value) => Number(value.toPrecision(3))).join(' '));
}
(async () => {
  const [cpu, ours] = [await valuesOn('cpu'), await valuesOn('wasm')];
  console.log('tfjs', tf.version.tfjs);
  Object.keys(cases).forEach((name, at) => console.log(`${name}: cpu ${cpu[at]}, wasm ${ours[at]}`));
  const right = ['1 1 1 0', '1 9', '1 0', '1 3'];
  const wrong = ['0 0 255 0', '9 9', '1 1', '1.4e-45 4.2e-45'];
  if (cpu.join() !== right.join() || ours.join() !== wrong.join()) process.exit(1);
})();
JS
node run.cjs 2>/dev/null
