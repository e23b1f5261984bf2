#!/usr/bin/env bash
# The modular packages look like a smaller replacement for the union package of TensorFlow.js: tfjs-core with a backend computes,
# so one would expect tf.grad to work too. In Node, tfjs-core alone has no gradient of any op. Loading tfjs-layers, which this
# program does not call, registers them. Chained methods of tensors (x.mul) are missing in both cases. Programs that need gradients
# without layers get an error only when the first gradient is computed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-layers@4.22.0 >/dev/null 2>&1
cat >run.cjs <<'JS'
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
function slope() {
  try {
    return tf.grad((x) => tf.square(x))(tf.scalar(3)).dataSync()[0];
  } catch (error) {
    return error.message.split('\n')[0];
  }
}
const value = tf.square(tf.scalar(3)).dataSync()[0];
const alone = slope();
require('@tensorflow/tfjs-layers');
const withLayers = slope();
const chained = typeof tf.Tensor.prototype.mul;
console.log('tfjs-core', tf.version_core, 'on Node', process.version, '- square of 3:', value);
console.log('expected slope at 3:       6');
console.log('found with tfjs-core:     ', alone);
console.log('found after tfjs-layers:  ', withLayers);
console.log('x.mul after tfjs-layers:  ', chained);
if (alone === 6 || withLayers !== 6 || chained !== 'undefined') process.exit(1);
JS
node run.cjs 2>/dev/null
