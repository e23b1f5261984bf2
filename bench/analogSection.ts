import { lossGradient } from '../src/attacks/lossGradient.js';
import type { AnalogSpec, Converters } from '../src/contract/analog.js';
import { peripheries } from '../src/contract/analogPeripheries.js';
import { loadDataset } from '../src/datasets/loadDataset.js';
import { pixelsToFloat } from '../src/datasets/pixelsToFloat.js';
import { loadModel } from '../src/models/loadModel.js';
import tf from '../src/tfjs/tfjs.cjs';
import { measureInTurn } from './measureInTurn.js';
import { io } from './networks.js';
import { printTable, short } from './printTable.js';
import type { Settings } from './settings.js';

const batch = 100;
const path = 'models/cifar10/random-16';

/** What the arrays do at each pass; undefined: nothing but their weights is simulated. */
const readings: readonly (readonly [name: string, converters: Converters | undefined])[] = [
  ['programmed weights', undefined],
  ['converters (standard)', { ...peripheries.standard, outputNoise: 0 }],
  ['converters and output noise (standard)', peripheries.standard],
  ['converters and output noise (plain)', peripheries.plain],
  ['converters, output and weight noise', { ...peripheries.standard, weightNoise: 0.0175 }],
];

/** Processor time of passes of a network on analog arrays. */
export interface AnalogFigures {
  readonly rows: readonly {
    readonly reading: string;
    readonly forwardMs: number;
    readonly gradientMs: number;
    /** Relative to the digital network. */
    readonly forward: number;
    readonly gradient: number;
  }[];
}

/** Forward passes and input gradients of the CIFAR-10 network with 16 tiles, digital and on PCM arrays, on test images in turn. */
export async function measureAnalog({ rounds }: Settings): Promise<AnalogFigures> {
  const dataset = await loadDataset({ name: 'cifar10', split: 'test' }, { dataDir: undefined, images: batch });
  const pixels = tf.tensor4d(pixelsToFloat(dataset, [0, batch]), [batch, ...io.inputShape]);
  const labels = Int32Array.from(dataset.labels.subarray(0, batch));
  const images = Array.from({ length: batch }, (_, image) => image);
  const tasks: { run: () => void }[] = [];
  for (const [, converters] of [['digital', null] as const, ...readings]) {
    const model = await loadModel(path, io, converters === null ? {} : { analog: onPcm(converters) });
    let draw = 0;
    const forward = () =>
      tf.tidy(() => {
        model.logits(pixels, { seed: 1, purpose: 'clean', images, draw: draw++ }).dataSync();
      });
    const gradient = () => {
      lossGradient(model, { pixels, labels, images, seed: draw++ }, 1);
    };
    tasks.push({ run: forward }, { run: gradient });
  }
  const ms = measureInTurn(tasks, rounds).map(({ processorMs }) => processorMs.median);
  const rows = ['digital', ...readings.map(([name]) => name)].map((reading, at) => {
    const [forwardMs, gradientMs] = [ms[2 * at]!, ms[2 * at + 1]!];
    return { reading, forwardMs, gradientMs, forward: forwardMs / ms[0]!, gradient: gradientMs / ms[1]! };
  });
  return { rows };
}

function onPcm(converters: Converters | undefined): AnalogSpec {
  const spec = { device: 'pcm', chip: 1, time: 3600, compensation: 'global', rows: 512 } as const;
  return converters === undefined ? spec : { ...spec, converters };
}

/** Prints times and ratios. */
export function printAnalog({ rows }: AnalogFigures): void {
  printTable(
    `Random tiling with 16 tiles on analog arrays, batch ${batch}, processor time`,
    rows.map(({ reading, forwardMs, gradientMs, forward, gradient }) => [
      reading,
      short(forwardMs),
      forward.toFixed(2),
      short(gradientMs),
      gradient.toFixed(2),
    ]),
    ['arrays', 'forward, ms', 'ratio', 'input gradient, ms', 'ratio'],
  );
}
