import { parentPort, workerData } from 'node:worker_threads';
import { lossGradient } from '../../../src/attacks/lossGradient.js';
import { startEngine } from '../../../src/kernels/engine.js';
import { loadModel } from '../../../src/models/loadModel.js';
import tf from '../../../src/tfjs/tfjs.cjs';
import type { CommonModel } from './commonModels.js';
import type { ModelPass, PassTimes } from './modelSides.js';

/** What a worker is started with. */
export interface ModelWorkerData {
  readonly model: CommonModel;
  readonly path: string;
  readonly pixels: Float32Array;
  readonly labels: Int32Array;
}

export interface ModelRequest {
  readonly pass: ModelPass;
  readonly seconds: number;
}

/** Times of an image, and the results of the last run. */
export interface ModelAnswer extends Pick<PassTimes, 'wallMs'> {
  readonly values: Float32Array;
  /** Images computed. */
  readonly images: number;
}

const { model, path, pixels: values, labels } = workerData as ModelWorkerData;
const { side, classes, batch } = model;
const opened = startEngine('wasm').then(() => loadModel(path, { inputShape: [side, side, 3], classes }));

parentPort!.on('message', async ({ pass, seconds }: ModelRequest) => {
  const network = await opened;
  const images = [...labels.keys()];
  const pixels = tf.tensor4d(values, [batch, side, side, 3]);
  const passes = {
    forward: () =>
      tf.tidy(() => network.logits(pixels, { seed: 1, purpose: 'clean', images, draw: 0 }).dataSync() as Float32Array),
    'input gradient': () => lossGradient(network, { pixels, labels, images, seed: 1 }, 1),
  } satisfies Record<ModelPass, () => Float32Array>;
  const run = passes[pass];
  let result = run();
  const start = performance.now();
  let runs = 0;
  while (runs < 2 || performance.now() - start < 1000 * seconds) {
    result = run();
    runs++;
  }
  const wallMs = (performance.now() - start) / runs / batch;
  pixels.dispose();
  parentPort!.postMessage({ wallMs, values: result, images: (runs + 1) * batch } satisfies ModelAnswer);
});
