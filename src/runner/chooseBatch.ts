import type { ModelMemory } from '../contract/modelMemory.js';

/** Maximum batch size. */
export const largestBatch = 50;
/** Maximum memory of a batch: larger batches are not faster. */
const workingBytes = 2 ** 30;
/** Memory of a thread with its engine and its copies of data. */
export const workerBytes = 150 * 2 ** 20;
/** Weights are on the heap twice: as stored, and rearranged for convolutions. */
const copiesOfWeights = 2;
/** The heap has gaps between tensors of different sizes. */
const usableShare = 0.8;

/**
 * Batch size of a model in a worker with `budgetBytes`; 0 if not even one image fits. `weightBytes`: weights of all models that
 * the worker may load. The batch size has no effect on results.
 */
export function chooseBatch(
  { imageBytes }: Pick<ModelMemory, 'imageBytes'>,
  { weightBytes, budgetBytes }: { readonly weightBytes: number; readonly budgetBytes: number },
): number {
  const room = budgetBytes - workerBytes - copiesOfWeights * weightBytes;
  const count = Math.floor((usableShare * Math.min(room, workingBytes)) / imageBytes);
  if (count < 1) return room >= imageBytes ? 1 : 0;
  return Math.min(largestBatch, count);
}
