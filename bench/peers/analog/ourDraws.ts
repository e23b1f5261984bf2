import { devices } from '../../../src/analog/devices.js';
import { randomStream } from '../../../src/base/random.js';
import { converterSteps } from '../../../src/contract/analog.js';
import { peripheries } from '../../../src/contract/analogPeripheries.js';
import { analogConvolution } from '../../../src/kernels/analogConvolution/analogConvolution.js';
import tf from '../../../src/tfjs/tfjs.cjs';

/** Draws of PCM devices with one target. */
export interface DeviceDraws {
  readonly programmed: readonly number[];
  readonly exponents: readonly number[];
  /** By time. */
  readonly now: readonly (readonly number[])[];
}

/** Conductances in microsiemens and drift exponents of PCM devices whose target is this share of the greatest. */
export function drawDevices(target: number, times: readonly number[], draws: number): DeviceDraws {
  const { greatest, programmingNoise, drift, readNoise } = devices.pcm;
  const [programming, exponent, read] = [0, 1, 2].map((key) => randomStream(7, 'test', Math.round(1e6 * target), key));
  const programmed = Array.from({ length: draws }, () =>
    Math.max(0, target * greatest + programmingNoise(target) * programming!.normal()),
  );
  const exponents = programmed.map(() => drift!.exponent(target, exponent!));
  const now = times.map((time) =>
    programmed.map((own, at) => {
      const drifted = own * ((time + drift!.first) / drift!.first) ** -exponents[at]!;
      return Math.max(0, drifted * (1 + readNoise!.share(own / greatest, time) * read!.normal()));
    }),
  );
  return { programmed, exponents, now };
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
