import { devices } from '../../../src/analog/devices.js';
import { readDevice } from '../../../src/analog/readDevice.js';
import { randomStream } from '../../../src/base/random.js';
import { type AnalogDeviceName, converterSteps } from '../../../src/contract/analog.js';
import { peripheries } from '../../../src/contract/analogPeripheries.js';
import { analogConvolution } from '../../../src/kernels/analogConvolution/analogConvolution.js';
import tf from '../../../src/tfjs/tfjs.cjs';

/** Draws of devices with one target. */
export interface DeviceDraws {
  readonly programmed: readonly number[];
  /** None of a device without drift. */
  readonly exponents: readonly number[];
  /** By time. */
  readonly now: readonly (readonly number[])[];
}

/** Conductances in microsiemens and drift exponents of devices whose target is this share of the greatest. */
export function drawDevices(
  name: AnalogDeviceName,
  target: number,
  { times, draws }: { readonly times: readonly number[]; readonly draws: number },
): DeviceDraws {
  const device = devices[name];
  const streamOf = (purpose: number, time = 0) => randomStream(7, 'test', Math.round(1e6 * target), purpose, time);
  const readAt = (time: number) => {
    const streams = { programming: streamOf(0), drift: streamOf(1), read: streamOf(2, time) };
    return Array.from({ length: draws }, () => readDevice(target, { device, time }, streams));
  };
  const stream = streamOf(1);
  const { drift } = device;
  return {
    programmed: readAt(0).map(({ programmed }) => programmed),
    exponents: drift === undefined ? [] : Array.from({ length: draws }, () => drift.exponent(target, stream)),
    now: times.map((time) => readAt(time).map(({ now }) => now)),
  };
}

/** Outputs of many passes of one input through an array with the converters of `plain`, by pass; weights are inputs x outputs. */
export function drawPasses(
  weights: readonly (readonly number[])[],
  inputs: readonly number[],
  draws: number,
): number[][] {
  const outputs = weights[0]!.length;
  const { input, output, bound, mostDivisor } = converterSteps(peripheries.plain);
  const noise = { outputNoise: peripheries.plain.outputNoise, weightNoise: 0, range: 0 };
  const reading = { starts: [0, inputs.length], inputStep: input, outputStep: output, bound, mostDivisor, ...noise };
  return tf.tidy(() => {
    const x = tf.tensor4d(inputs as number[], [1, 1, 1, inputs.length]).tile<tf.Tensor4D>([draws, 1, 1, 1]);
    const kernels = tf.tensor5d(weights.flat(), [1, 1, 1, inputs.length, outputs]);
    const stream = randomStream(7, 'test', 4);
    const keys = tf.tensor2d(
      Int32Array.from({ length: 2 * draws }, () => stream.int(2 ** 31)),
      [draws, 2],
      'int32',
    );
    const operands = { weights: kernels, gradientKernels: kernels, factors: tf.ones<tf.Rank.R3>([1, 1, outputs]) };
    const y = analogConvolution(
      x,
      { ...operands, biases: tf.zeros<tf.Rank.R2>([1, outputs]) },
      {
        ...{ assignment: tf.zeros<tf.Rank.R2>([1, 1], 'int32'), strides: [1, 1] as const, padding: 'valid' as const },
        ...{ activation: 'linear' as const, reading, keys },
      },
    );
    return y.reshape<tf.Tensor2D>([draws, outputs]).arraySync();
  });
}
