import { type RandomStream, randomStream } from '../base/random.js';
import type { GradientCheck } from '../contract/gradientCheck.js';
import { type GradientTrial, judgeTrial, roundingErrors, type TrialOutcome } from './gradientTrials.js';
import { imageSize, type Logits, type TrialImages, type TrialMixture, trialMixture } from './trialMixture.js';

/** Maximum pixel changes. Trials that do not agree at the first pair go on with larger and smaller ones. */
const rounds = [
  [2 ** -12, 2 ** -14],
  [2 ** -10, 2 ** -16],
  [2 ** -8, 2 ** -18],
] as const;
/** At most a third of the decided trials may fail, because of kinks beside an image; a wrong op makes most fail. */
const neededShare = 2 / 3;
/** With fewer decided trials nothing is told. */
const fewestTrials = 6;
/** Side of the squares that one direction moves together, as a share of the image's side. */
const squareShare = 1 / 4;

/**
 * The figures of `checkGradient`, which judges them. `seed`: of noise, mixture and directions. Leaks no tensors.
 */
export function measureGradient(logits: Logits, images: TrialImages, seed = 0): GradientCheck {
  const stream = randomStream(seed, 'test', imageSize(images.shape));
  const mixture = trialMixture(logits, images, stream);
  const { count, size } = mixture;
  const slopes = mixture.gradientsOf(Array.from({ length: count }, (_, image) => image));
  const trials = drawTrials(slopes, images, stream);
  const outcomes = decide(trials, mixture).filter((outcome) => outcome !== null);
  const differences = outcomes.map(({ difference }) => difference).sort((a, b) => a - b);
  return {
    trials: outcomes.length,
    undecided: trials.length - outcomes.length,
    agreeing: outcomes.filter(({ agrees }) => agrees).length,
    needed: outcomes.length < fewestTrials ? 0 : Math.ceil(neededShare * outcomes.length),
    medianDifference: differences[Math.floor(differences.length / 2)] ?? 0,
    alone: (images.batchSize ?? count) === 1 ? 0 : differenceAlone(slopes.subarray((count - 1) * size), mixture),
    vanishes: slopes.every((slope) => slope === 0),
  };
}

/** Each image along the gradient's sign, along a random direction, and along one that is equal within squares. */
function drawTrials(slopes: Float32Array, { shape, pixels }: TrialImages, stream: RandomStream): GradientTrial[] {
  const size = imageSize(shape);
  const images = Array.from({ length: (2 * pixels.length) / size }, (_, image) => image);
  return images.flatMap((image) => {
    const own = slopes.subarray(image * size, (image + 1) * size);
    const directions = [signsOf(own), randomSigns(size, stream), squares(shape, stream)];
    const length = lengthOf(own);
    return directions.map(
      (signs): GradientTrial => ({ image, signs, claimed: dot(own, signs), length, ends: new Map() }),
    );
  });
}

// Plain loops: a check runs once in a worker, so a callback for every number would be interpreted.

function signsOf(slopes: Float32Array): Float32Array {
  const signs = new Float32Array(slopes.length);
  for (let at = 0; at < signs.length; at++) signs[at] = Math.sign(slopes[at]!);
  return signs;
}

function randomSigns(length: number, stream: RandomStream): Float32Array {
  const signs = new Float32Array(length);
  for (let at = 0; at < length; at++) signs[at] = stream.float() < 0.5 ? -1 : 1;
  return signs;
}

function squares([height, width, channels]: TrialImages['shape'], stream: RandomStream): Float32Array {
  const side = Math.max(1, Math.round(Math.min(height, width) * squareShare));
  const across = Math.ceil(width / side);
  const signs = randomSigns(Math.ceil(height / side) * across, stream);
  const all = new Float32Array(height * width * channels);
  for (let at = 0, pixel = 0; at < all.length; pixel++) {
    const sign = signs[Math.floor(Math.floor(pixel / width) / side) * across + Math.floor((pixel % width) / side)]!;
    for (let channel = 0; channel < channels; channel++) all[at++] = sign;
  }
  return all;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

/** Moves the images by steps of several sizes until all trials agree or the steps end: a wrong gradient agrees at none. */
function decide(trials: readonly GradientTrial[], mixture: TrialMixture): (TrialOutcome | null)[] {
  if (trials.length === 0) return [];
  const rounding = () => roundingErrors(trials, mixture, rounds[0][1]);
  let open = trials;
  for (const steps of rounds) {
    for (const step of steps) move(open, step, mixture);
    const errors = rounding();
    open = trials.filter((trial) => !(judgeTrial(trial, errors[trial.image]!)?.agrees ?? false));
    if (open.length === 0) break;
  }
  const errors = rounding();
  return trials.map((trial) => judgeTrial(trial, errors[trial.image]!));
}

function move(trials: readonly GradientTrial[], step: number, { pixels, size, valuesAt }: TrialMixture): void {
  const images = trials.map(({ image }) => image);
  const [forth, back] = [step, -step].map((by) => {
    const moved = new Float32Array(trials.length * size);
    for (const [at, { image, signs }] of trials.entries()) {
      const from = pixels.subarray(image * size, (image + 1) * size);
      addTimes(signs, { by, from, to: moved.subarray(at * size, (at + 1) * size) });
    }
    return valuesAt(moved, images);
  });
  for (const [at, { ends }] of trials.entries()) ends.set(step, { forth: forth![at]!, back: back![at]! });
}

function addTimes(
  signs: Float32Array,
  { by, from, to }: { readonly by: number; readonly from: Float32Array; readonly to: Float32Array },
): void {
  for (let at = 0; at < to.length; at++) to[at] = from[at]! + by * signs[at]!;
}

/** How far the gradient of the last image changes without the other images, relative to its length. */
function differenceAlone(within: Float32Array, { count, gradientsOf }: TrialMixture): number {
  const alone = gradientsOf([count - 1]);
  const length = Math.max(lengthOf(alone), lengthOf(within));
  return length === 0 ? 0 : lengthOf(alone.map((slope, at) => slope - within[at]!)) / length;
}

function lengthOf(values: Float32Array): number {
  return Math.sqrt(dot(values, values));
}
