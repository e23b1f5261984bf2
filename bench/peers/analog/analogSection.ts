import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomStream } from '../../../src/base/random.js';
import { peripheries } from '../../../src/contract/analogPeripheries.js';
import { loadDataset } from '../../../src/datasets/loadDataset.js';
import { pixelsToFloat } from '../../../src/datasets/pixelsToFloat.js';
import { startEngine } from '../../../src/kernels/engine.js';
import { loadModel } from '../../../src/models/loadModel.js';
import tf from '../../../src/tfjs/tfjs.cjs';
import { type KolmogorovTest, kolmogorov } from './kolmogorov.js';
import { type DeviceDraws, drawDevices, drawPasses } from './ourDraws.js';

/** Sizes of the comparison. */
export interface AnalogSettings {
  readonly draws: number;
  readonly images: number;
  readonly chips: number;
}

/** Two samples of one quantity. */
export interface DrawComparison extends KolmogorovTest {
  readonly quantity: string;
  readonly ours: readonly [mean: number, deviation: number];
  readonly theirs: readonly [mean: number, deviation: number];
}

/** Right answers of both sides over all chips at a time. */
export interface AnalogAccuracy {
  readonly time: number;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  readonly images: number;
}

export interface AnalogFigures {
  readonly draws: readonly DrawComparison[];
  readonly digital: number;
  readonly accuracy: readonly AnalogAccuracy[];
}

const targets = [0, 0.01, 0.1, 0.5, 1];
const times = [20, 3600, 86_400, 31_536_000];
/** Devices and the seconds after programming at which they are drawn. */
const drawnDevices = [
  { device: 'pcm', times },
  { device: 'hermes1', times },
  { device: 'hermes2', times },
  { device: 'reram', times: [86_400, 172_800] },
] as const;
const model = 'models/cifar10/baseline';
const program = fileURLToPath(new URL('./analog.py', import.meta.url));

interface Answer {
  /** By device and target. */
  readonly devices: readonly (readonly DeviceDraws[])[];
  readonly passes: readonly (readonly number[])[];
  /** By chip, time and image. */
  readonly hits: readonly (readonly (readonly number[])[])[];
}

/** Holds devices, converters and the CIFAR-10 baseline on PCM arrays against aihwkit. Throws if Python fails. */
export async function measureAnalog(
  { draws, images, chips }: AnalogSettings,
  { python, folder }: { readonly python: string; readonly folder: string },
): Promise<AnalogFigures> {
  await startEngine('wasm');
  const dataset = await loadDataset({ name: 'cifar10', split: 'test' }, { dataDir: undefined, images });
  const pixels = join(folder, 'analog-pixels.bin');
  writeFileSync(pixels, pixelsToFloat(dataset, [0, images]));
  const labels = [...dataset.labels.subarray(0, images)];
  const { weights, inputs } = passExample();
  const theirs = ask(python, {
    devices: { devices: drawnDevices, targets, draws },
    passes: { weights, inputs, draws },
    hits: { model, pixels, labels, times, chips },
  });
  const digital = await ourHits(undefined, { pixels: pixelsToFloat(dataset, [0, images]), labels });
  const accuracy: AnalogAccuracy[] = [];
  for (const [at, time] of times.entries()) {
    const ours: number[] = [];
    for (let chip = 1; chip <= chips; chip++) {
      ours.push(await ourHits({ chip, time }, { pixels: pixelsToFloat(dataset, [0, images]), labels }));
    }
    accuracy.push({ time, ours, theirs: theirs.hits.map((own) => sum(own[at]!)), images });
  }
  return {
    draws: [...compareDevices(theirs, draws), ...comparePasses(theirs, { weights, inputs }, draws)],
    digital,
    accuracy,
  };
}

function ask(python: string, request: object): Answer {
  const input = JSON.stringify(request);
  const { status, stdout, error } = spawnSync(python, [program], {
    ...{ input, encoding: 'utf8', maxBuffer: 2 ** 30 },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${python} ${program} ended with code ${status}`);
  return JSON.parse(stdout) as Answer;
}

/** 64 inputs and 4 outputs of uniform weights; the last output is beyond the bound, so its vector is read again with half the input. */
function passExample(): { readonly weights: number[][]; readonly inputs: number[] } {
  const stream = randomStream(7, 'test', 3);
  const inputs = Array.from({ length: 64 }, () => 2 * stream.float() - 0.5);
  const weights = inputs.map((input) => [
    ...Array.from({ length: 3 }, () => 2 * stream.float() - 1),
    input > 0 ? 0.6 : -0.6,
  ]);
  return { weights, inputs };
}

function compareDevices({ devices }: Answer, draws: number): DrawComparison[] {
  return drawnDevices.flatMap(({ device, times: own }, which) =>
    targets.flatMap((target, at) => {
      const [ours, theirs] = [drawDevices(device, target, { times: own, draws }), devices[which]![at]!];
      const of = (quantity: string) => `${device}, ${quantity}, target ${target}`;
      return [
        compare(of('conductance after programming'), ours.programmed, theirs.programmed),
        ...(theirs.exponents.length === 0 ? [] : [compare(of('drift exponent'), ours.exponents, theirs.exponents)]),
        ...own.map((time, index) => compare(of(`conductance after ${time} s`), ours.now[index]!, theirs.now[index]!)),
      ];
    }),
  );
}

function comparePasses(
  { passes }: Answer,
  { weights, inputs }: ReturnType<typeof passExample>,
  draws: number,
): DrawComparison[] {
  const own = drawPasses(weights, inputs, draws);
  return weights[0]!.map((_, column) =>
    compare(
      `output ${column + 1} after converters and noise`,
      own.map((pass) => pass[column]!),
      passes.map((pass) => pass[column]!),
    ),
  );
}

/** Floats of 32 bits on both sides, so that equal steps are equal numbers. */
function compare(quantity: string, ours: readonly number[], theirs: readonly number[]): DrawComparison {
  const rounded = (values: readonly number[]) => values.map((value) => Math.round(value * 1e4) / 1e4);
  return { quantity, ours: moments(ours), theirs: moments(theirs), ...kolmogorov(rounded(ours), rounded(theirs)) };
}

function moments(values: readonly number[]): readonly [number, number] {
  const mean = sum(values) / values.length;
  return [mean, Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length)];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

async function ourHits(
  place: { readonly chip: number; readonly time: number } | undefined,
  { pixels, labels }: { readonly pixels: Float32Array; readonly labels: readonly number[] },
): Promise<number> {
  const spec = { device: 'pcm', compensation: 'global', rows: 512, converters: peripheries.plain } as const;
  const reading = place === undefined ? {} : { analog: { ...spec, ...place } };
  const loaded = await loadModel(model, { inputShape: [32, 32, 3], classes: 10 }, reading);
  const named = tf.tidy(() => {
    const x = tf.tensor4d(pixels, [labels.length, 32, 32, 3]);
    return loaded
      .logits(x, { seed: 1, purpose: 'clean', images: labels.map((_, image) => image), draw: 0 })
      .argMax(1)
      .dataSync();
  });
  loaded.dispose();
  return labels.filter((label, at) => named[at] === label).length;
}
