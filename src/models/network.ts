import type { OutputKind } from '../contract/modelReading.js';
import type { DrawKey } from '../layers/drawKey.js';
import type tf from '../tfjs/tfjs.cjs';
import type { ClosingStep } from './closing.js';
import type { ModelFacts } from './modelFacts.js';

/** A model of any format, independent of the data set. */
export interface Network {
  readonly facts: ModelFacts;
  /** The end of the model in its file; `run` returns the values before a final softmax or sigmoid. */
  readonly outputs: OutputKind;
  /** Batch first; null for a dynamic side, undefined if unknown. */
  readonly inputShape: readonly (number | null)[] | undefined;
  /** Notes for reports about how the file was read, one sentence each. */
  readonly notes?: readonly string[];
  readonly weights: readonly { readonly name: string; readonly value: tf.Tensor }[];
  /** In test mode; the caller owns the result. */
  readonly run: (x: tf.Tensor4D, draw: DrawKey) => tf.Tensor;
  /**
   * If `run` leaves out steps to probabilities: the steps, and the network including them, so that a trial run can compare both.
   * Dispose of it separately, before the network.
   */
  readonly closing?: {
    readonly steps: readonly ClosingStep[];
    readonly run: (x: tf.Tensor4D, draw: DrawKey) => tf.Tensor;
    readonly dispose: () => void;
  };
  readonly dispose: () => void;
}
