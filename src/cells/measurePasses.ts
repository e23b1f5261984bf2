import { crossEntropy } from '../attacks/losses/crossEntropy.js';
import { queryGradient, queryLoss } from '../attacks/queryLoss.js';
import type { Dataset } from '../contract/dataset.js';
import type { PassDurations } from '../contract/passes.js';
import { pixelsToFloat } from '../datasets/pixelsToFloat.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';

/**
 * Measures the time of a forward and a backward pass per image, as in attacks, on the first images of a data set:
 * after a warm-up, alternately for about `budgetMs`, at least twice each. Medians: other programs disturb a run as they
 * disturb this. Leaves no tensor behind. `batchSize`: images of a pass, as many as a cell's batches hold.
 */
export function measurePasses(
  model: LoadedModel,
  dataset: Dataset,
  { batchSize, budgetMs }: { readonly batchSize: number; readonly budgetMs: number },
): PassDurations {
  const count = Math.min(batchSize, dataset.count);
  const points = pixelsToFloat(dataset, [0, count]);
  const labels = Int32Array.from(dataset.labels.subarray(0, count));
  const images = Array.from({ length: count }, (_, image) => image);
  const pixels = tf.tensor4d(points, [count, ...dataset.shape]);
  const batch = { pixels, labels, images, seed: 1 };
  const query = { points, loss: crossEntropy(labels), firstDraw: 0, draws: 1 };
  const forward = () => queryLoss(model, batch, query);
  const gradient = () => queryGradient(model, batch, query);
  forward();
  gradient();
  const forwardTimes: number[] = [];
  const gradientTimes: number[] = [];
  const start = performance.now();
  while (gradientTimes.length < 2 || performance.now() - start < budgetMs) {
    forwardTimes.push(durationMs(forward) / count);
    gradientTimes.push(durationMs(gradient) / count);
  }
  pixels.dispose();
  const forwardMs = middle(forwardTimes);
  return { forwardMs, backwardMs: Math.max(0, middle(gradientTimes) - forwardMs) };
}

function durationMs(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
