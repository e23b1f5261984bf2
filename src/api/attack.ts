import { kindOf } from '../attackKinds/attackKinds.js';
import { prepareAttack } from '../attacks/attacks.js';
import { backendNames } from '../base/backends.js';
import { UserError } from '../base/errors.js';
import { boundOf } from '../cells/bounds/boundOf.js';
import { predictedClasses } from '../cells/classify.js';
import { signalNorms } from '../cells/signalNorms.js';
import { describeGradientCheck, type GradientCheck, trialImages } from '../contract/gradientCheck.js';
import type { Strength } from '../contract/suite.js';
import { startEngine } from '../kernels/engine.js';
import { snrDb } from '../metrics/snrDb.js';
import { checkGradient } from '../models/checkGradient.js';
import type { LoadedModel } from '../models/loadedModel.js';
import { epsilonRemedy, resolveEpsilon } from '../suites/resolveEpsilon.js';
import tf from '../tfjs/tfjs.cjs';
import { attackSettings, type WrittenSettings } from './attackSettings.js';
import { type AttackableModel, isLoaded, openModel } from './inProcessModel.js';

/** An attack and its strength: `epsilon` on pixels in [0, 1] (or a fraction such as `8/255`), or the SNR of each image. */
export type AttackRequest = WrittenSettings & { readonly epsilon?: number | string; readonly snrDb?: number };

export interface AttackOptions {
  /** Seed of the attack's random draws; default 1. */
  readonly seed?: number;
  /** Ids of the images, which key their random draws; default 0, 1, ... */
  readonly images?: readonly number[];
  /**
   * First compares the model's gradient with finite differences of its outputs on these images and on noise, as suites do: a wrong
   * gradient makes a model look robust. By default this is done for models that `attack` opens, unless their randomness has no seed,
   * and not again for those that `openModel` has opened.
   */
  readonly checkGradient?: boolean;
}

/** What an attack found, per image. */
export interface AttackResult {
  /** [B, H, W, C] in [0, 1]. The caller owns it. */
  readonly adversarial: tf.Tensor4D;
  /** Radius of the ball that each example was checked to be in. */
  readonly epsilons: Float32Array;
  /** SNR in dB of the change, relative to the pixels; Infinity without change. */
  readonly snrDb: number[];
  /** Predicted class of the clean image. */
  readonly clean: Int32Array;
  /** Predicted class of the adversarial image, on another random draw than the attack saw. */
  readonly predicted: Int32Array;
  /** If the gradient was checked. */
  readonly gradient?: GradientCheck;
  /** What to know about the model before believing its figures, one sentence each: how it ends, and what the check of its gradient says. */
  readonly notes: readonly string[];
}

/**
 * Attacks a model in this process. `images` is [B, H, W, C] in [0, 1] and stays the caller's; `labels` has the true class of each.
 * Runs on tfjs's current backend if it is wasm, cpu or tensorflow, else on wasm, with corrected gradients registered. Every example
 * is checked against its bound. Throws `UserError` for unknown settings, pixels out of range, models without gradients and models
 * whose gradient is wrong.
 */
export async function attack(
  model: AttackableModel,
  images: tf.Tensor4D,
  labels: ArrayLike<number>,
  { epsilon, snrDb: targetDb, ...written }: AttackRequest,
  options: AttackOptions = {},
): Promise<AttackResult> {
  const settings = attackSettings(written as WrittenSettings);
  const strength = strengthOf(epsilon, targetDb);
  await startEngine(backendNames.find((name) => name === tf.getBackend()) ?? 'auto');
  const values = requirePixels(images);
  const classes = requireLabels(labels, images.shape[0]);
  const [, ...inputShape] = images.shape;
  const opened = await openModel(model, { inputShape });
  try {
    requireClasses(classes, opened);
    const { checkGradient: isChecked = !isLoaded(model) && opened.unrepeatable !== true } = options;
    const gradient = isChecked ? checkedGradient(opened, values) : undefined;
    const own = options.images ?? Array.from(classes, (_, position) => position);
    const { seed = 1 } = options;
    const batch = { pixels: images, labels: classes, images: own, seed };
    const bound = boundOf(kindOf(settings).perturbation(settings));
    const signal = signalNorms(values, classes.length, {
      reference: 'pixel',
      channelMeans: new Array<number>(inputShape[2]).fill(0),
    });
    const [epsilons] = bound.sweep(strength, signal, values.length / classes.length);
    const prepared = prepareAttack(settings, opened, batch);
    const adversarial = prepared.perturb(epsilons!);
    prepared.dispose();
    const noise = bound.verify(values, adversarial.dataSync() as Float32Array, { epsilons: epsilons!, images: own });
    const draw = { seed, images: own, draw: 0 };
    return {
      adversarial,
      epsilons: epsilons!,
      snrDb: Array.from(noise, (norm, position) => snrDb(signal[position]!, norm)),
      clean: predictedClasses(opened, images, { ...draw, purpose: 'clean' }),
      predicted: predictedClasses(opened, adversarial, { ...draw, purpose: 'adversarial' }),
      ...(gradient === undefined ? {} : { gradient }),
      notes: [...(opened.reading?.notes ?? []), ...(gradient === undefined ? [] : [describeGradientCheck(gradient)])],
    };
  } finally {
    if (!isLoaded(model)) opened.dispose();
  }
}

/** On the first images, at most as many as suites use. */
function checkedGradient(
  { logits, inputShape, unrepeatable = false }: LoadedModel,
  values: Float32Array,
): GradientCheck {
  if (unrepeatable) {
    const found = 'outputs that differ from pass to pass';
    const remedy = 'leave checkGradient out: no difference of such outputs tells a slope';
    throw new UserError({ where: 'checkGradient', expected: 'a model whose randomness is keyed', found, remedy });
  }
  const [height, width, channels] = inputShape;
  const pixels = values.slice(0, trialImages * height * width * channels);
  return checkGradient('model', logits, { pixels, shape: inputShape });
}

function strengthOf(epsilon: AttackRequest['epsilon'], targetDb: number | undefined): Strength {
  if ((epsilon === undefined) === (targetDb === undefined)) {
    const found = epsilon === undefined ? 'neither' : 'both';
    throw new UserError({ where: 'attack', expected: 'one of epsilon and snrDb', found });
  }
  if (targetDb !== undefined) {
    if (Number.isFinite(targetDb)) return { kind: 'snrDb', snrDb: [targetDb], snrReference: 'pixel' };
    throw new UserError({ where: 'snrDb', expected: 'a finite number of dB', found: String(targetDb) });
  }
  const value = resolveEpsilon(epsilon);
  if (value !== null && value >= 0) return { kind: 'epsilons', epsilons: [value] };
  const expected = 'an epsilon of at least 0';
  throw new UserError({ where: 'epsilon', expected, found: String(epsilon), remedy: epsilonRemedy(epsilon) });
}

function requirePixels(images: tf.Tensor4D): Float32Array {
  if (!(images instanceof tf.Tensor) || images.rank !== 4 || images.dtype !== 'float32') {
    const found = images instanceof tf.Tensor ? `${images.dtype}, [${images.shape}]` : typeof images;
    const remedy = 'one copy of @tensorflow/tfjs-core must be installed; images.toFloat().div(255) for bytes';
    throw new UserError({ where: 'images', expected: 'a float32 tensor [B, H, W, C]', found, remedy });
  }
  const values = images.dataSync() as Float32Array;
  const bad = values.find((value) => !(value >= 0 && value <= 1));
  if (bad === undefined) return values;
  const remedy = 'divide bytes by 255; normalisation belongs into the model';
  throw new UserError({ where: 'images', expected: 'pixels in [0, 1]', found: String(bad), remedy });
}

function requireLabels(labels: ArrayLike<number>, count: number): Int32Array {
  if (labels.length === count) return Int32Array.from(labels);
  throw new UserError({ where: 'labels', expected: `${count}, one for each image`, found: String(labels.length) });
}

function requireClasses(labels: Int32Array, { classes }: LoadedModel): void {
  const bad = labels.find((label) => !(label >= 0 && label < classes));
  if (bad === undefined) return;
  throw new UserError({ where: 'labels', expected: `classes from 0 to ${classes - 1}`, found: String(bad) });
}
