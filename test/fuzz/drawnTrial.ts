import { type RandomStream, randomStream } from '../../src/base/random.js';
import { analogTrial, chainTrial, finishedTrial, stageTrial } from '../../src/kernels/trials/convolutionTrial.js';
import {
  arithmeticTrial,
  assignmentTrial,
  normalizationTrial,
  poolings,
  poolTrial,
} from '../../src/kernels/trials/otherTrials.js';
import { stepTrial } from '../../src/kernels/trials/stepTrial.js';
import type { Trial } from '../../src/kernels/trials/trial.js';

/** A trial of random small shape, the same for the same seed and number. */
export function drawnTrial(seed: number, number: number): Trial {
  const stream = randomStream(seed, 'test', number);
  return families[stream.int(families.length)]!(stream);
}

function convolution(stream: RandomStream) {
  const kernel = 1 + stream.int(5);
  return {
    batch: 1 + stream.int(3),
    side: kernel + 1 + stream.int(7),
    channels: oneOf(stream, [
      () => 1 + stream.int(12),
      () => 16 * (1 + stream.int(4)),
      () => 32,
      () => 28 + stream.int(9),
      () => 64,
    ])(),
    kernel,
    stride: 1 + (stream.int(4) === 0 ? stream.int(3) : 0),
    padding: oneOf(stream, ['same', 'valid'] as const),
    filters: oneOf(stream, [() => 1 + stream.int(40), () => 4 * (1 + stream.int(12))])(),
  };
}

function tiled(stream: RandomStream) {
  return {
    ...convolution(stream),
    tiles: oneOf(stream, [1, 1, 2, 5, 9]),
    activation: oneOf(stream, ['linear', 'relu'] as const),
    pooling: oneOf(stream, [null, 'max', 'max', 'average'] as const),
    depthRadius: oneOf(stream, [2, 2, 2, 1, 4]),
    beta: oneOf(stream, [0.75, 0.75, 0.75, 0.5, 1]),
  };
}

const stage = (stream: RandomStream) => stageTrial(tiled(stream));
const analog = (stream: RandomStream) => analogTrial(tiled(stream));

function finished(stream: RandomStream): Trial {
  const depthwise = stream.int(2) === 0;
  return finishedTrial({
    ...convolution(stream),
    depthwise,
    activation: activation(stream),
  });
}

const activation = (stream: RandomStream) => oneOf(stream, ['linear', 'relu', 'relu6', 'swish', 'hardswish'] as const);

/** Of images that are large enough to be computed a few rows at a time. */
function chain(stream: RandomStream): Trial {
  const first = oneOf(stream, ['pointwise', 'pointwise', 'gathered', 'none'] as const);
  return chainTrial({
    batch: 1 + stream.int(2),
    side: (first === 'gathered' ? 19 : 10) + stream.int(8),
    channels: 4 * (1 + stream.int(8)),
    wide: 4 * (1 + stream.int(16)),
    kernel: 1 + stream.int(5),
    stride: 1 + (stream.int(3) === 0 ? stream.int(3) : 0),
    activation: activation(stream),
    first,
    isProjected: first === 'none' || stream.int(4) > 0,
  });
}

function pool(stream: RandomStream): Trial {
  const size = 1 + stream.int(4);
  const sizes = { batch: 1 + stream.int(2), side: size + stream.int(8), channels: 1 + stream.int(40) };
  return poolTrial({ pooling: oneOf(stream, poolings), ...sizes, size, strides: 1 + stream.int(size) });
}

function normalization(stream: RandomStream): Trial {
  const sizes = { pixels: 1 + stream.int(20), channels: 1 + stream.int(70) };
  return normalizationTrial({ ...sizes, depthRadius: 1 + stream.int(5), beta: oneOf(stream, [0.75, 0.75, 0.5, 1]) });
}

function arithmetic(stream: RandomStream): Trial {
  return arithmeticTrial({ rows: 1 + stream.int(30), columns: 1 + stream.int(90) });
}

function step(stream: RandomStream): Trial {
  return stepTrial({ values: 1 + stream.int(200), radius: oneOf(stream, [0, 0.03, 0.5, 2]) });
}

function assignment(stream: RandomStream): Trial {
  const tiles = 1 + stream.int(40);
  return assignmentTrial({ patches: tiles + stream.int(200), tiles });
}

function oneOf<T>(stream: RandomStream, values: readonly T[]): T {
  return values[stream.int(values.length)]!;
}

/** Most of the kernels' code is in stages. */
const families: readonly ((stream: RandomStream) => Trial)[] = [
  ...[stage, stage, stage, stage, stage],
  ...[analog, finished, finished, chain, pool, normalization, arithmetic, step, assignment],
];
