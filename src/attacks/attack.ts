import type { BoundedMemo } from '../base/boundedMemo.js';
import type { LoadedModel } from '../models/loadModel.js';
import type tf from '../tfjs/tfjs.cjs';
import type { NearestExamples } from './nearest/nearestExamples.js';

/** A batch of images to attack. The attack does not own the tensors in it. */
export interface AttackBatch {
  /** [B, H, W, C] in [0, 1]. */
  readonly pixels: tf.Tensor4D;
  /** True classes: attacks never use predicted ones. */
  readonly labels: Int32Array;
  /** Image ids, which key the attack's random draws. */
  readonly images: readonly number[];
  readonly seed: number;
  /** Source models of transfer attacks, by suite id or path. */
  readonly sources?: ReadonlyMap<string, LoadedModel>;
  /** Cache shared by attacks on the same images of the same data set. */
  readonly memo?: BoundedMemo;
  /** Bytes of one image from a published corruption of the data set. */
  readonly publishedCorruption?: (
    name: string,
    asked: { readonly severity: number; readonly image: number },
  ) => Uint8Array;
  /** The examples are for another model: do not stop when this model misclassifies them. */
  readonly forTransfer?: boolean;
}

/**
 * An attack prepared for a batch. Called once per sweep point with each image's epsilon (on pixels in [0, 1]), it returns the
 * adversarial images; the caller owns them. Work shared by all points is done once.
 */
export interface PreparedAttack {
  /** For attacks that search for the nearest examples: the search runs once, on the first call. */
  readonly nearest?: () => NearestExamples;
  /** Only for certificates, which make no examples: the radius of each image, negative if there is none. */
  readonly certify?: () => Float64Array;
  perturb(epsilons: Float32Array): tf.Tensor4D;
  dispose(): void;
}

/** Prepares an attack on one batch. An attack never judges its own success. */
export type Attack<Spec> = (spec: Spec, model: LoadedModel, batch: AttackBatch) => PreparedAttack;

/**
 * Whether an attack stops on an image once the model misclassifies it: on deterministic models, if the examples are for this
 * model. On a stochastic model a single error may be chance, and the attack can still become stronger.
 */
export function endsWhenFooled(model: LoadedModel, batch: AttackBatch): boolean {
  return !model.facts.stochastic && batch.forTransfer !== true;
}
