// Eight threads set all attributes of TensorFlow ops at the same time, after the preparation of the pool of workers.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { attributeNames, prepareTensorflowThreads } from '../../dist/base/tensorflowAttributes.js';

const threads = 8;

if (isMainThread) {
  prepareTensorflowThreads();
  const waiting = new Int32Array(new SharedArrayBuffer(4));
  for (let seed = 0; seed < threads; seed++) {
    new Worker(fileURLToPath(import.meta.url), { workerData: { seed, waiting } });
  }
} else {
  const require = createRequire(import.meta.url);
  const addon = require('@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node');
  const { seed, waiting } = workerData;
  Atomics.add(waiting, 0, 1);
  while (Atomics.load(waiting, 0) < threads);
  for (let turn = 0; turn < attributeNames.length; turn++) {
    const name = attributeNames[(turn + seed) % attributeNames.length];
    try {
      addon.executeOp('NoOp', [{ name, type: -1, value: true }], [], 0);
    } catch (error) {
      if (!/TF_AttrType/.test(error.message)) throw error;
    }
  }
}
