import type tf from '../../tfjs/tfjs.cjs';
import { type CallPlan, inputsOf, keyOf, type TensorReference } from './kerasGraph.js';

/** The results of a network's steps while it runs: each tensor is disposed of after its last use, as tfjs keeps what gradients need. */
export interface HeldTensors {
  readonly of: (key: string) => readonly tf.Tensor[] | undefined;
  /** Results of a step, which belong to the network from now on. */
  readonly hold: (key: string, results: readonly tf.Tensor[]) => void;
  /** After a step has run. */
  readonly release: (step: CallPlan) => void;
}

/** Counts how often each step's results are read, by steps and as outputs of the network. */
export function readsOf(steps: readonly CallPlan[], outputs: readonly TensorReference[]): ReadonlyMap<string, number> {
  const reads = new Map<string, number>();
  for (const reference of [...steps.flatMap(inputsOf), ...outputs]) {
    reads.set(keyOf(reference), (reads.get(keyOf(reference)) ?? 0) + 1);
  }
  return reads;
}

/** `given`: the network's inputs, which the caller owns. */
export function heldTensors(
  reads: ReadonlyMap<string, number>,
  given: ReadonlyMap<string, readonly tf.Tensor[]>,
): HeldTensors {
  const values = new Map(given);
  const left = new Map(reads);
  // A step may pass on a tensor that it was given.
  const holders = new Map<tf.Tensor, number>();
  const change = (tensors: readonly tf.Tensor[], by: number) => {
    for (const tensor of tensors) holders.set(tensor, (holders.get(tensor) ?? 0) + by);
  };
  for (const tensors of given.values()) change(tensors, 1);
  const drop = (key: string) => {
    const tensors = values.get(key) ?? [];
    values.delete(key);
    change(tensors, -1);
    for (const tensor of tensors) if (holders.get(tensor) === 0 && !tensor.kept) tensor.dispose();
  };
  return {
    of: (key) => values.get(key),
    hold: (key, results) => {
      values.set(key, results);
      change(results, 1);
      if (!left.has(key)) drop(key);
    },
    release: (step) => {
      for (const key of inputsOf(step).map(keyOf)) {
        left.set(key, left.get(key)! - 1);
        if (left.get(key) === 0 && !given.has(key)) drop(key);
      }
    },
  };
}
