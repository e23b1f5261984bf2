#!/usr/bin/env bash
# TensorFlow.js reads Keras files, and one would expect a layer that it reads without complaint to compute what it computes in Keras.
# UpSampling2D with bilinear interpolation does not: Keras samples at the centres of pixels, TensorFlow.js at their corners, so everything
# moves by a part of a pixel. The op resizeBilinear of TensorFlow.js has an option for centres, but the layer does not set it. A network with
# such layers, for example a denoiser before a classifier, answers differently, and so do the attacks on it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet tensorflow-cpu==2.21.0 >/dev/null 2>&1
env/bin/pip install --quiet --no-deps tf-keras==2.21.0 >/dev/null 2>&1
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 >/dev/null 2>&1
cat >run.py <<'PY'
import json

import numpy as np
import tf_keras

network = tf_keras.Sequential([tf_keras.layers.InputLayer((1, 4, 1)), tf_keras.layers.UpSampling2D((1, 2), interpolation="bilinear")])
row = np.array([0, 4, 8, 0], dtype="float32")
values = network(row.reshape(1, 1, 4, 1)).numpy().ravel().tolist()
with open("keras.json", "w") as file:
    json.dump({"version": tf_keras.__version__, "file": json.loads(network.to_json()), "row": row.tolist(), "values": values}, file)
PY
TF_CPP_MIN_LOG_LEVEL=3 env/bin/python run.py 2>/dev/null
cat >run.cjs <<'JS'
const tf = require('@tensorflow/tfjs');
const keras = require('./keras.json');
async function main() {
  const network = await tf.models.modelFromJSON(keras.file);
  const x = tf.tensor4d(keras.row, [1, 1, 4, 1]);
  const byLayer = [...network.predict(x).dataSync()];
  const byOp = [...tf.image.resizeBilinear(x, [1, 8], false, true).dataSync()];
  console.log('tf_keras', keras.version, 'and tfjs', tf.version.tfjs, '- UpSampling2D of the row', keras.row.join(' '));
  console.log('Keras:               ', keras.values.join(' '));
  console.log('tfjs, same file:     ', byLayer.join(' '));
  console.log('tfjs op with centres:', byOp.join(' '));
  const ok = keras.values.join() === '0,1,3,5,7,6,2,0' && byLayer.join() === '0,2,4,6,8,4,0,0' && byOp.join() === keras.values.join();
  process.exit(ok ? 0 : 1);
}
main();
JS
node run.cjs 2>/dev/null
