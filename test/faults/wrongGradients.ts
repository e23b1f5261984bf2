import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GradConfig } from '@tensorflow/tfjs-core';
import { randomStream } from '../../src/base/random.js';
import type { GradientCheck } from '../../src/contract/gradientCheck.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { pixelsToFloat } from '../../src/datasets/pixelsToFloat.js';
import { startEngine } from '../../src/kernels/engine.js';
import type { DrawKey } from '../../src/layers/drawKey.js';
import { isRight } from '../../src/models/checkGradient.js';
import { findSuspects } from '../../src/models/findSuspects.js';
import { type LoadedModel, loadModel } from '../../src/models/loadModel.js';
import { measureGradient } from '../../src/models/measureGradient.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { repository } from '../support/runCli.js';

type ImageShape = readonly [number, number, number];

/** Networks of one origin, and images for them. */
interface Group {
  readonly name: string;
  readonly seeds: number;
  readonly models: readonly {
    readonly path: string;
    readonly shape: ImageShape;
    readonly classes: number;
    readonly output?: number;
  }[];
  readonly images: (shape: ImageShape, seed: number) => Float32Array;
}

/** What is made of a gradient. `shifted` and `first image` need an axis to work on. */
const faults: Readonly<Record<string, (gradient: tf.Tensor) => tf.Tensor>> = {
  zero: (gradient) => tf.zerosLike(gradient),
  half: (gradient) => gradient.mul(0.5),
  'other sign': (gradient) => gradient.neg(),
  'shifted by one place': (gradient) => {
    if (gradient.rank < 2) return gradient;
    const axis = gradient.rank - 2;
    return tf.concat(
      tf.split(gradient, gradient.shape[axis]!, axis).map((_, at, parts) => parts.at(at - 1)!),
      axis,
    );
  },
  'first image alone': (gradient) => {
    const ones = Array.from({ length: gradient.shape[0] ?? 0 }, (_, at) => (at === 0 ? 1 : 0));
    return gradient.rank < 2
      ? gradient
      : gradient.mul(tf.tensor(ones, [ones.length, ...gradient.shape.slice(1).fill(1)]));
  },
};

/** A fault counts where it changes the model's gradient by more than this share of its length. */
const smallestFault = 0.3;
const trialImages = 4;
/** Networks of a group whose ops are given wrong gradients, spread over it. */
const mostDamaged = 12;

/** Measures how often right gradients are refused, and how often wrong ones of one op are; a table of both in Markdown. */
export async function wrongGradients(share: number): Promise<string> {
  await startEngine('wasm');
  const rows: string[] = [];
  const found = new Map(Object.keys(faults).map((fault) => [fault, { tried: 0, refused: 0, named: 0 }]));
  const missed: string[] = [];
  for (const group of await groups(share)) {
    const agreeing: number[] = [];
    let alarms = 0;
    let untold = 0;
    for (const [place, { path, shape, classes, output }] of group.models.entries()) {
      const model = await loadModel(path, { inputShape: shape, classes }, output === undefined ? {} : { output });
      for (let seed = 1; seed <= group.seeds; seed++) {
        const check = measureGradient(model.logits, { pixels: group.images(shape, seed), shape }, seed);
        if (check.needed === 0) untold++;
        else agreeing.push(check.agreeing / check.trials);
        if (!isRight(check)) alarms++;
      }
      const isDamaged = place % Math.ceil(group.models.length / mostDamaged) === 0;
      for (const outcome of isDamaged ? damage(model, { pixels: group.images(shape, 0), shape }) : []) {
        const tally = found.get(outcome.fault)!;
        tally.tried++;
        if (outcome.refused) tally.refused++;
        else
          missed.push(
            `${path.replace(`${repository}/`, '').split('/').slice(-4).join('/')}: ${outcome.op}, ${outcome.fault}, ${outcome.check.agreeing} of ${outcome.check.trials}`,
          );
        if (outcome.refused && outcome.named) tally.named++;
      }
      model.dispose();
    }
    agreeing.sort((a, b) => a - b);
    const at = (part: number) => `${Math.round(100 * (agreeing[Math.floor(part * (agreeing.length - 1))] ?? 0))} %`;
    process.stderr.write(
      `${group.name}: ${alarms} of ${agreeing.length + untold} refused, ${untold} not told; ${JSON.stringify([...found])}\n`,
    );
    rows.push(
      `| ${group.name} | ${group.models.length} | ${agreeing.length + untold} | ${alarms} | ${untold} | ${at(0)} | ${at(0.01)} | ${at(0.5)} |`,
    );
  }
  return [
    '| right gradients | networks | checks | refused | not told | smallest share that agrees | smallest but 1 % | median |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    '| gradient of one op | tried | refused | op named |',
    '|---|---|---|---|',
    ...[...found].map(([fault, { tried, refused, named }]) => `| ${fault} | ${tried} | ${refused} | ${named} |`),
    ...missed.map((line) => `- not refused: ${line}`),
  ].join('\n');
}

interface Damaged {
  readonly op: string;
  readonly fault: string;
  readonly refused: boolean;
  readonly named: boolean;
  readonly check: GradientCheck;
}

/** Each fault in the gradient of each op that the model calls, where it changes the model's gradient. */
function damage(model: LoadedModel, images: { readonly pixels: Float32Array; readonly shape: ImageShape }): Damaged[] {
  const batch = images.pixels.length / (images.shape[0] * images.shape[1] * images.shape[2]);
  const draw: DrawKey = { seed: 0, purpose: 'test', images: Array.from({ length: batch }, (_, at) => at), draw: 0 };
  const x = tf.tensor4d(images.pixels, [batch, ...images.shape]);
  const slope = () =>
    tf.tidy(() =>
      tf
        .grad((pixels) =>
          model
            .logits(pixels as tf.Tensor4D, draw)
            .square()
            .sum(),
        )(x)
        .dataSync(),
    );
  const right = slope();
  const outcomes: Damaged[] = [];
  for (const op of calledOps(() => model.logits(x, draw).dispose())) {
    for (const [fault, change] of Object.entries(faults)) {
      withGradient(op, change, () => {
        let wrong: ArrayLike<number>;
        try {
          wrong = slope();
        } catch {
          return; // a shape that the fault cannot be made of
        }
        if (distance(right, wrong) < smallestFault) return;
        const check = measureGradient(model.logits, images);
        const refused = !isRight(check);
        const named =
          refused && findSuspects(() => model.logits(x, draw).dispose()).some((text) => text.startsWith(`${op} `));
        outcomes.push({ op, fault, refused: refused || check.needed === 0, named, check });
      });
    }
  }
  x.dispose();
  return outcomes;
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let length = 0;
  for (let at = 0; at < a.length; at++) {
    difference += (a[at]! - b[at]!) ** 2;
    length += a[at]! ** 2;
  }
  return length === 0 ? 0 : Math.sqrt(difference / length);
}

function calledOps(run: () => void): string[] {
  const engine = tf.engine() as unknown as { runKernel: (name: string, ...rest: unknown[]) => unknown };
  const { runKernel } = engine;
  const names = new Set<string>();
  engine.runKernel = (name, ...rest) => {
    names.add(name);
    return runKernel.call(engine, name, ...rest);
  };
  run();
  delete (engine as Partial<typeof engine>).runKernel;
  return [...names].filter((name) => name !== 'Identity' && tf.getGradient(name) !== undefined);
}

function withGradient(name: string, change: (gradient: tf.Tensor) => tf.Tensor, run: () => void): void {
  const right = tf.getGradient(name) as GradConfig;
  tf.unregisterGradient(name);
  tf.registerGradient({
    ...right,
    gradFunc: (...args) => {
      const gradients = right.gradFunc(...args) as Record<string, () => tf.Tensor>;
      return Object.fromEntries(Object.entries(gradients).map(([key, of]) => [key, () => tf.tidy(() => change(of()))]));
    },
  });
  try {
    run();
  } finally {
    tf.unregisterGradient(name);
    tf.registerGradient(right);
  }
}

async function groups(share: number): Promise<Group[]> {
  const count = (all: number) => Math.max(1, Math.round(share * all));
  const ownImages = async (name: 'mnist' | 'cifar10') => {
    const dataset = await loadDataset({ name, split: 'test' }, { dataDir: process.env.RAPA_DATA_DIR });
    return (_: ImageShape, seed: number) => {
      const stream = randomStream(seed, 'test', 806);
      return pixelsToFloat(
        dataset,
        Int32Array.from({ length: trialImages }, () => stream.int(dataset.count)),
      );
    };
  };
  const noise = (shape: ImageShape, seed: number) => {
    const stream = randomStream(seed, 'test', 807);
    return Float32Array.from({ length: trialImages * shape[0] * shape[1] * shape[2] }, () => stream.float());
  };
  const shipped = (name: string, shape: ImageShape) =>
    readdirSync(join(repository, 'models', name)).map((model) => ({
      path: join(repository, 'models', name, model),
      shape,
      classes: 10,
    }));
  const list: Group[] = [
    {
      name: 'shipped, MNIST',
      seeds: count(200),
      models: shipped('mnist', [32, 32, 1]),
      images: await ownImages('mnist'),
    },
  ];
  if (existsSync(join(process.env.RAPA_DATA_DIR ?? '', 'cifar-10-batches-bin')))
    list.push({
      name: 'shipped, CIFAR-10',
      seeds: count(50),
      models: shipped('cifar10', [32, 32, 3]),
      images: await ownImages('cifar10'),
    });
  const shared = process.env.RAPA_SHARED_DIR;
  if (shared === undefined) return list;
  const keras = ['keras2', 'keras3'].flatMap((version) =>
    readdirSync(join(shared, 'converted', version)).flatMap((name) => {
      const folder = join(shared, 'converted', version, name);
      const { shape, out } = JSON.parse(readFileSync(join(folder, 'ref.json'), 'utf8'));
      const paths = ['layers', 'graph'].map((format) => join(folder, format)).filter((path) => existsSync(path));
      const output = name === 'two_outputs' ? { output: 0 } : {};
      return paths.map((path) => ({ path, shape, classes: Math.max(2, out[0].length), ...output }));
    }),
  );
  const known = keras.filter(({ path }) => !path.endsWith('keras2/residual/graph'));
  list.push({ name: 'Keras, random weights', seeds: count(10), models: known, images: noise });
  const onnx = readdirSync(join(shared, 'onnx')).filter((name) => existsSync(join(shared, 'onnx', name, 'ref.json')));
  const files = onnx.flatMap((name) =>
    readdirSync(join(shared, 'onnx', name))
      .filter((entry) => entry !== 'ref.json')
      .map((entry) => join(shared, 'onnx', name, entry)),
  );
  const networks = files.map((path) => ({ path, shape: [32, 32, 3] as const, classes: 10 }));
  return [...list, { name: 'PyTorch, random weights', seeds: count(10), models: networks, images: noise }];
}
