import type * as tf from '@tensorflow/tfjs';
import type { OutputKind } from '../contract/modelReading.js';
import type { DrawKey } from '../layers/drawKey.js';
import type { ClosingStep } from './closing.js';
import type { ModelFacts } from './modelFacts.js';

/** A model of any format, before anything is known of the data set. */
export interface Network {
  readonly facts: ModelFacts;
  /** What its file ends in; `run` gives what comes before a closing softmax or sigmoid. */
  readonly outputs: OutputKind;
  /** With the batch first; null for a side of any length, undefined if the file does not tell. */
  readonly inputShape: readonly (number | null)[] | undefined;
  /** What a report should say of how the file was read, a sentence each. */
  readonly notes?: readonly string[];
  readonly weights: readonly { readonly name: string; readonly value: tf.Tensor }[];
  /** In test mode; the result belongs to the caller. */
  readonly run: (x: tf.Tensor4D, draw: DrawKey) => tf.Tensor;
  /**
   * Where `run` leaves out steps that make probabilities: they, and the network with them, so that a trial can hold one against
   * the other. It is disposed of by itself, and before the network.
   */
  readonly closing?: {
    readonly steps: readonly ClosingStep[];
    readonly run: (x: tf.Tensor4D, draw: DrawKey) => tf.Tensor;
    readonly dispose: () => void;
  };
  readonly dispose: () => void;
}
