import type * as tf from '@tensorflow/tfjs';
import type { BoundedMemo } from '../base/boundedMemo.js';
import type { LoadedModel } from '../models/loadModel.js';
import type { NearestExamples } from './nearest/nearestExamples.js';

/** A batch of images to attack. The attack does not own the tensors in it. */
export interface AttackBatch {
  /** [B, H, W, C] in [0, 1]. */
  readonly pixels: tf.Tensor4D;
  /** True classes: attacks never use predicted ones. */
  readonly labels: Int32Array;
  /** Image ids, which key the attack's own random draws. */
  readonly images: readonly number[];
  readonly seed: number;
  /** Models that transfer attacks make their examples on, by their id in the suite or their path. */
  readonly sources?: ReadonlyMap<string, LoadedModel>;
  /** Keeps what attacks on the same images of the same data set have in common. */
  readonly memo?: BoundedMemo;
  /** Bytes of one image as a published corruption of the data set has it. */
  readonly publishedCorruption?: (
    name: string,
    asked: { readonly severity: number; readonly image: number },
  ) => Uint8Array;
  /** The examples are for another model: that this one misclassifies them is no reason to stop. */
  readonly forTransfer?: boolean;
}

/**
 * What an attack makes of a batch: called once a point of the sweep with each image's epsilon (on pixels in [0, 1]), it
 * gives the adversarial images; the caller owns them. Work that all points share is done once.
 */
export interface PreparedAttack {
  /** Of an attack that looks for the nearest example of each image: it is run once, when first asked for. */
  readonly nearest?: () => NearestExamples;
  perturb(epsilons: Float32Array): tf.Tensor4D;
  dispose(): void;
}

/** Prepares an attack on one batch. An attack never judges its own success. */
export type Attack<Spec> = (spec: Spec, model: LoadedModel, batch: AttackBatch) => PreparedAttack;

/**
 * Whether an attack is done with an image once the model misclassifies it: on a deterministic model, if it is this model
 * that counts. A stochastic one may only have been lucky, and may still become likelier to err.
 */
export function endsWhenFooled(model: LoadedModel, batch: AttackBatch): boolean {
  return !model.facts.stochastic && batch.forTransfer !== true;
}
