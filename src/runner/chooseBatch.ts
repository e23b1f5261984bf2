import type { ModelMemory } from '../contract/modelMemory.js';

/** Images that go through a model at a time at most. */
export const largestBatch = 50;
/** What a batch takes at most: larger ones are no faster. */
const workingBytes = 2 ** 30;
/** A thread, its engine and its copies of what it computes with. */
export const workerBytes = 150 * 2 ** 20;
/** Weights lie on the heap, and rearranged where convolutions run. */
const copiesOfWeights = 2;
/** Between tensors of many sizes the heap has gaps. */
const usableShare = 0.8;

/**
 * Images that go through a model at a time in a worker of `budgetBytes`, 0 where there is no room for one. `weightBytes`: of
 * all models that the worker may come to hold. The number has no influence on results.
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
