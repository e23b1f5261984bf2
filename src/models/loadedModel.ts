import type { OutputKind, ReadingFacts } from '../contract/modelReading.js';
import type { DrawKey } from '../layers/drawKey.js';
import type tf from '../tfjs/tfjs.cjs';
import type { ModelFacts } from './modelFacts.js';

/** A model ready for attack and evaluation. */
export interface LoadedModel {
  /** Hash of the model's files and of the suite's preprocessing and classes. */
  readonly sha256: string;
  readonly facts: ModelFacts;
  /** Height, width, channels of the input pixels. */
  readonly inputShape: readonly [number, number, number];
  /** Number of logits per image: the data set's classes, then the other outputs if they compete. */
  readonly classes: number;
  /** The end of the model in its file; `logits` below always gives logits. */
  readonly outputs: OutputKind;
  /** How it was read. */
  readonly reading?: ReadingFacts;
  /** It has an unseeded random generator: logits of the same images differ between passes. */
  readonly unrepeatable?: boolean;
  /**
   * Logits [B, classes] of pixels [B, H, W, C] in [0, 1], in test mode. The caller owns the result. `draw` selects the random
   * draw of a stochastic model; a deterministic one ignores it.
   */
  readonly logits: (pixels: tf.Tensor4D, draw: DrawKey) => tf.Tensor2D;
  readonly dispose: () => void;
}

/** The data set's requirements for a model. */
export interface ModelDemands {
  readonly inputShape: readonly [number, number, number];
  readonly classes: number;
  /** Memory of its worker; the model's files must fit in half of it. */
  readonly memoryBytes?: number;
}
