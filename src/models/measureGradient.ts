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
  const sign = () => (stream.float() < 0.5 ? -1 : 1);
  const images = Array.from({ length: (2 * pixels.length) / size }, (_, image) => image);
  return images.flatMap((image) => {
    const own = slopes.subarray(image * size, (image + 1) * size);
    const directions = [own.map(Math.sign), own.map(sign), squares(shape, sign)];
    return directions.map((signs): GradientTrial => {
      const claimed = own.reduce((sum, slope, at) => sum + slope * signs[at]!, 0);
      return { image, signs, claimed, length: lengthOf(own), ends: new Map() };
    });
  });
}

function squares([height, width, channels]: TrialImages['shape'], sign: () => number): Float32Array {
  const side = Math.max(1, Math.round(Math.min(height, width) * squareShare));
  const across = Math.ceil(width / side);
  const signs = Float32Array.from({ length: Math.ceil(height / side) * across }, sign);
  return Float32Array.from({ length: height * width * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    return signs[Math.floor(Math.floor(pixel / width) / side) * across + Math.floor((pixel % width) / side)]!;
  });
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
    for (const [at, { image, signs }] of trials.entries())
      for (let i = 0; i < size; i++) moved[at * size + i] = pixels[image * size + i]! + by * signs[i]!;
    return valuesAt(moved, images);
  });
  for (const [at, { ends }] of trials.entries()) ends.set(step, { forth: forth![at]!, back: back![at]! });
}

/** How far the gradient of the last image changes without the other images, relative to its length. */
function differenceAlone(within: Float32Array, { count, gradientsOf }: TrialMixture): number {
  const alone = gradientsOf([count - 1]);
  const length = Math.max(lengthOf(alone), lengthOf(within));
  return length === 0 ? 0 : lengthOf(alone.map((slope, at) => slope - within[at]!)) / length;
}

function lengthOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
