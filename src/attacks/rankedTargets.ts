import type { LoadedModel } from '../models/loadModel.js';
import type { AttackBatch } from './attack.js';
import type { LogitLoss } from './losses/logitLoss.js';
import { ranking } from './losses/logitsRatio.js';
import { queryLoss } from './queryLoss.js';

/** Per image, the classes other than the true one, by descending mean logit of the clean image over the draws. */
export function rankedTargets(
  model: LoadedModel,
  batch: AttackBatch,
  draws: { readonly firstDraw: number; readonly draws: number },
): number[][] {
  const sums = Array.from(batch.labels, () => new Float64Array(model.classes));
  const collect: LogitLoss = (logits, position) => {
    for (const [index, logit] of logits.entries()) sums[position]![index]! += logit;
    return 0;
  };
  queryLoss(model, batch, { points: batch.pixels.dataSync() as Float32Array, loss: collect, ...draws });
  return sums.map((own, position) => ranking(own, 2).filter((index) => index !== batch.labels[position]));
}
