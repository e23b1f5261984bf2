import type { AnySettings } from '../attackKinds/attackKind.js';
import type { PluggedFacts } from '../attackKinds/pluggedKind.js';
import { type RandomStream, randomStream } from '../base/random.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import type { Attack, AttackBatch } from './attack.js';
import { balls } from './balls/balls.js';
import { imageValues } from './imageValues.js';
import { crossEntropy } from './losses/crossEntropy.js';
import { logitsRatio } from './losses/logitsRatio.js';
import { margin } from './losses/margin.js';
import { type LossAnswer, queryGradient, queryLoss } from './queryLoss.js';

/** Losses that an attack from a plug-in can ask for; each grows as the model comes closer to an error. */
const losses = { crossEntropy, margin, dlr: logitsRatio } as const;
export type PluginLoss = keyof typeof losses;

/** The attacked model. Each query sees fresh draws of a stochastic model, and averages over `eot` of them. */
export interface QueriedModel {
  /** Number of logits. */
  readonly classes: number;
  readonly stochastic: boolean;
  /** Gradient of a loss with respect to the points [B, H, W, C], the same shape; default: cross-entropy. */
  gradient(points: tf.Tensor4D, loss?: PluginLoss): tf.Tensor4D;
  /** Each image's loss, and by how much the strongest other logit exceeds that of the true class: positive if misclassified. */
  losses(points: tf.Tensor4D, loss?: PluginLoss): LossAnswer;
}

/** What an attack from a plug-in gets for one point of a sweep. */
export interface PerturbContext<Settings = unknown> {
  readonly settings: Settings;
  readonly model: QueriedModel;
  /** Clean images [B, H, W, C] in [0, 1]. */
  readonly pixels: tf.Tensor4D;
  /** True classes. */
  readonly labels: Int32Array;
  /** Image ids. */
  readonly images: readonly number[];
  /** Each image's bound, in the attack's norm. */
  readonly epsilons: Float32Array;
  /** The same as a tensor [B, 1, 1, 1]. */
  readonly epsilon: tf.Tensor4D;
  /** Random numbers that belong to an image, by its position in the batch, and do not depend on the batch. */
  random(position: number): RandomStream;
  /** The points moved into the ball of each image and the box [0, 1]; norms linf and l2 only. */
  project(points: tf.Tensor4D): tf.Tensor4D;
}

/** Makes the examples of one point of a sweep: [B, H, W, C]. Runs in `tf.tidy`. */
export type Perturb = (context: PerturbContext<never>) => tf.Tensor4D;

/** By hash of the plug-in and kind, so that runs with different plug-ins do not mix. */
const table = new Map<string, Perturb>();

/** Adds an attack of a plug-in to the table of attacks. */
export function registerPluggedAttack(plugin: string, kind: string, perturb: Perturb): void {
  table.set(`${plugin} ${kind}`, perturb);
}

/** Settings that describe an attack from a plug-in. */
export type PluggedSpec = AnySettings & { readonly plugin: PluggedFacts; readonly eot?: number };

/** Whether the settings are those of an attack from a plug-in. */
export function isPlugged(spec: AnySettings): spec is PluggedSpec {
  return 'plugin' in spec;
}

/** Prepares an attack from a plug-in. */
export const pluggedAttack: Attack<PluggedSpec> = (spec, model, batch) => {
  const { kind, plugin } = spec;
  const perturb = table.get(`${plugin.sha256} ${kind}`);
  if (perturb === undefined) throw new Error(`the plug-in ${plugin.file} with the attack ${kind} was not loaded`);
  return {
    perturb: (epsilons) => {
      try {
        return tf.tidy(() => checked(perturb(contextOf(spec, model, { batch, epsilons }) as never), batch));
      } catch (error) {
        throw new Error(`${plugin.file}, attack ${kind}: ${(error as Error).message}`, { cause: error });
      }
    },
    dispose: () => {},
  };
};

function checked(made: unknown, { pixels }: AttackBatch): tf.Tensor4D {
  if (made instanceof Promise) throw new TypeError('perturb returned a promise; it must return a tensor');
  if (!(made instanceof tf.Tensor)) throw new TypeError(`perturb returned ${made === null ? 'null' : typeof made}`);
  if (made.dtype === 'float32' && made.shape.join() === pixels.shape.join()) return made as tf.Tensor4D;
  throw new TypeError(`perturb returned ${made.dtype} [${made.shape}], not float32 [${pixels.shape}]`);
}

function contextOf(
  { plugin, ...settings }: PluggedSpec,
  model: LoadedModel,
  { batch, epsilons }: { readonly batch: AttackBatch; readonly epsilons: Float32Array },
): PerturbContext {
  const { eot = 1 } = settings;
  let queries = 0;
  const query = (points: tf.Tensor4D, loss: PluginLoss) => {
    if (!Object.hasOwn(losses, loss))
      throw new TypeError(`no loss ${loss}; there are ${Object.keys(losses).join(', ')}`);
    return { points, loss: losses[loss](batch.labels), firstDraw: queries++ * eot, draws: eot };
  };
  return {
    settings,
    model: {
      classes: model.classes,
      stochastic: model.facts.stochastic,
      gradient: (points, loss = 'crossEntropy') => {
        if (!plugin.usesGradients) throw new TypeError('gradient was called, although usesGradients is false');
        return tf.tensor4d(queryGradient(model, batch, query(points, loss)).gradient, batch.pixels.shape);
      },
      losses: (points, loss = 'crossEntropy') => queryLoss(model, batch, query(points, loss)),
    },
    pixels: batch.pixels,
    labels: batch.labels,
    images: batch.images,
    epsilons,
    epsilon: tf.tensor4d(epsilons, [epsilons.length, 1, 1, 1]),
    random: (position) => randomStream(batch.seed, 'attack', batch.images[position]!, 0),
    project: (points) => projected(points, plugin.norm, { batch, epsilons }),
  };
}

function projected(
  points: tf.Tensor4D,
  norm: PluggedFacts['norm'],
  { batch, epsilons }: { readonly batch: AttackBatch; readonly epsilons: Float32Array },
): tf.Tensor4D {
  if (norm !== 'linf' && norm !== 'l2') throw new TypeError(`project has no ball of the norm ${norm}`);
  const values = (points.dataSync() as Float32Array).slice();
  const clean = batch.pixels.dataSync() as Float32Array;
  const dimensions = clean.length / epsilons.length;
  for (const [position, radius] of epsilons.entries()) {
    balls[norm].project(imageValues(values, position, dimensions), imageValues(clean, position, dimensions), radius);
  }
  return tf.tensor4d(values, batch.pixels.shape);
}
