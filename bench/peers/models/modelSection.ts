import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '../../../src/base/random.js';
import { writeWhole } from '../../../src/base/writeWhole.js';
import { startEngine } from '../../../src/kernels/engine.js';
import { printTable, short } from '../../printTable.js';
import { type Spread, summarise } from '../../statistics.js';
import { type CommonModel, commonModels, writeModel } from './commonModels.js';
import { type ModelPass, modelPasses, type PassTimes, startOurs, startTheirs } from './modelSides.js';

/** A pass of a network on both sides with the same number of cores. */
export interface ModelFigures {
  readonly network: string;
  readonly pass: ModelPass;
  readonly cores: number;
  readonly peer: CommonModel['peer'];
  /** Milliseconds of an image. */
  readonly ours: Spread;
  readonly theirs: Spread;
  /** Median over the rounds of theirs / ours. */
  readonly ratio: number;
  /** The same of processor time over all threads, which other programs affect less. */
  readonly processorRatio: number;
  /** Of the results, relative: a sum near 0 may have another sign on the other side, and ReLU then another slope. */
  readonly distance: number;
}

export interface ModelSettings {
  readonly rounds: number;
  readonly seconds: number;
}

/** Programs with PyTorch and with TensorFlow; without the latter its networks are left out, and named. */
export interface Pythons {
  readonly pytorch: string;
  readonly tensorflow: string | undefined;
}

/** Above this distance the two sides do not compute the same network. */
const tolerance = 5e-2;

/** Times networks as other people have them with one core and with all, both sides in turn. */
export async function measureModels(
  pythons: Pythons,
  settings: ModelSettings,
  { folder, cores }: { readonly folder: string; readonly cores: number },
): Promise<ModelFigures[]> {
  const figures: ModelFigures[] = [];
  mkdirSync(folder, { recursive: true });
  await startEngine('wasm');
  for (const model of commonModels) {
    const python = pythons[model.peer];
    if (python === undefined) {
      process.stdout.write(`\n${model.id} is left out: --tensorflow names no Python with TensorFlow\n`);
      continue;
    }
    const data = { model, path: await writeModel(model, folder), ...writeBatch(model, folder) };
    for (const used of new Set([cores, 1])) {
      const [ours, theirs] = [startOurs(used, data), startTheirs(python, model, { folder, threads: used })];
      try {
        for (const pass of modelPasses) {
          process.stderr.write(`${model.id}, ${pass}, ${used} cores\n`);
          const request = { pass, seconds: settings.seconds };
          await theirs.measure({ pass, seconds: 0 });
          await ours.measure({ pass, seconds: 0 });
          const distance = distanceOf(ours.values(), theirs.values());
          if (!(distance < tolerance)) throw new Error(`${model.id}, ${pass}: results differ by ${distance}`);
          const samples = { ours: [] as PassTimes[], theirs: [] as PassTimes[] };
          for (let round = 0; round < settings.rounds; round++) {
            samples.ours.push(await ours.measure(request));
            samples.theirs.push(await theirs.measure(request));
          }
          const ratioOf = (time: keyof PassTimes) =>
            summarise(samples.theirs.map((their, at) => their[time] / samples.ours[at]![time])).median;
          const ratios = { ratio: ratioOf('wallMs'), processorRatio: ratioOf('processorMs') };
          const wall = (times: readonly PassTimes[]) => summarise(times.map(({ wallMs }) => wallMs));
          const spreads = { ours: wall(samples.ours), theirs: wall(samples.theirs) };
          figures.push({ network: model.id, pass, cores: used, peer: model.peer, ...spreads, ...ratios, distance });
          process.stderr.write(
            `${short(spreads.ours.median)} ms against ${short(spreads.theirs.median)} ms an image\n`,
          );
        }
      } finally {
        await Promise.all([ours.close(), theirs.close()]);
      }
    }
  }
  return figures;
}

/** Seeded noise and labels, also as files for the other side. */
function writeBatch({ id, side, batch, classes }: CommonModel, folder: string) {
  const stream = randomStream(1, 'test', side);
  const pixels = Float32Array.from({ length: batch * side * side * 3 }, () => stream.float());
  const labels = Int32Array.from({ length: batch }, (_, at) => at % classes);
  writeWhole(join(folder, `${id}-pixels.bin`), new Uint8Array(pixels.buffer));
  const facts = { shape: [batch, side, side, 3], labels: [...labels] };
  writeWhole(join(folder, `${id}-batch.json`), JSON.stringify(facts));
  return { pixels, labels };
}

/** Of two vectors, relative to the length of theirs. */
function distanceOf(ours: Float32Array, theirs: Float32Array): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  let [difference, scale] = [0, 0];
  for (let at = 0; at < ours.length; at++) {
    difference += (ours[at]! - theirs[at]!) ** 2;
    scale += theirs[at]! ** 2;
  }
  return Math.sqrt(difference / scale);
}

/** Prints milliseconds of an image and ratios: above 1 we are faster. */
export function printModels(figures: readonly ModelFigures[]): void {
  const rows = figures.map(({ network, pass, cores, peer, ours, theirs, ratio, processorRatio, distance }) => [
    network,
    pass,
    String(cores),
    short(ours.median),
    `${peer} ${short(theirs.median)}`,
    ratio.toFixed(2),
    (1 / ratio).toFixed(2),
    (1 / processorRatio).toFixed(2),
    distance.toExponential(1),
  ]);
  const headings = [
    'network',
    'pass',
    'cores',
    'ours ms',
    'theirs ms',
    'theirs/ours',
    'ours/theirs',
    'of processor time',
    'distance',
  ];
  printTable('Networks of others, ms of an image', rows, headings);
}
