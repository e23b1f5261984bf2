import { parentPort, workerData } from 'node:worker_threads';
import { lossGradient } from '../../src/attacks/lossGradient.js';
import { pixelsToFloat } from '../../src/datasets/pixelsToFloat.js';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { io, type Network } from '../networks.js';
import { noiseDataset } from '../noiseDataset.js';
import { noiseBatch, openNetwork, passOf } from '../openNetwork.js';
import type { Pass } from '../operations.js';

/** A request to a worker. */
export type WorkerRequest =
  | { readonly kind: 'measure'; readonly network: Network; readonly pass: Pass; readonly seconds: number }
  | ImagesRequest;

interface ImagesRequest {
  readonly kind: 'batch' | 'predict';
  readonly network: Network;
  readonly images: number;
}

export interface Rate {
  readonly imagesPerSecond: number;
}

/** A batch with our network's results, flat and in NHWC order. */
export interface WorkedBatch {
  readonly pixels: readonly number[];
  readonly labels: readonly number[];
  readonly logits: readonly number[];
  readonly gradient: readonly number[];
}

const batch = 100;
const { folder } = workerData as { folder: string };
const started = startEngine('wasm');
const opened = new Map<string, Promise<Awaited<ReturnType<typeof openNetwork>>>>();
const prepared = new Map<string, () => void>();

parentPort!.on('message', async (request: WorkerRequest) => {
  await started;
  parentPort!.postMessage(await answer(request));
});

function answer(request: WorkerRequest): Promise<Rate | WorkedBatch | readonly number[]> {
  if (request.kind === 'measure') return measure(request);
  return request.kind === 'batch' ? workBatch(request) : predict(request);
}

async function measure({ network, pass, seconds }: Extract<WorkerRequest, { kind: 'measure' }>): Promise<Rate> {
  const key = `${network.id} ${pass}`;
  const run = prepared.get(key) ?? passOf(await open(network), pass, batch);
  prepared.set(key, run);
  const start = performance.now();
  let runs = 0;
  while (runs < 2 || performance.now() - start < 1000 * seconds) {
    run();
    runs++;
  }
  return { imagesPerSecond: (1000 * batch * runs) / (performance.now() - start) };
}

async function workBatch(request: ImagesRequest): Promise<WorkedBatch> {
  const { evaluated } = await open(request.network);
  const { pixels, labels } = noiseBatch(request.images);
  const images = [...labels.keys()];
  return tf.tidy(() => {
    const x = tf.tensor4d(pixels, [request.images, ...io.inputShape]);
    const logits = evaluated.logits(x, { seed: 1, purpose: 'clean', images, draw: 0 });
    const gradient = lossGradient(evaluated, { pixels: x, labels, images, seed: 1 }, 1);
    return {
      pixels: [...pixels],
      labels: [...labels],
      logits: [...logits.dataSync()],
      gradient: [...gradient],
    };
  });
}

async function predict({ network, images }: ImagesRequest): Promise<readonly number[]> {
  const { evaluated } = await open(network);
  const dataset = noiseDataset(images);
  const classes: number[] = [];
  for (let from = 0; from < images; from += batch) {
    const to = Math.min(from + batch, images);
    const ids = Array.from({ length: to - from }, (_, position) => from + position);
    tf.tidy(() => {
      const x = tf.tensor4d(pixelsToFloat(dataset, [from, to]), [to - from, ...io.inputShape]);
      const logits = evaluated.logits(x, { seed: 1, purpose: 'clean', images: ids, draw: 0 });
      classes.push(...logits.argMax(1).dataSync());
    });
  }
  return classes;
}

function open(network: Network) {
  const opening = opened.get(network.id) ?? openNetwork(network, folder);
  opened.set(network.id, opening);
  return opening;
}
