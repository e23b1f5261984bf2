import { randomStream } from '../src/base/random.js';
import { tiledConv2d } from '../src/kernels/tiledConv2d/tiledConv2d.js';
import tf from '../src/tfjs/tfjs.cjs';
import { assignTiles } from '../src/tilings/tilings.js';
import { measureInTurn, type Timing } from './measureInTurn.js';
import type { PeakMeter } from './multiplyAddPeak.js';
import { percent, printTable, short } from './printTable.js';
import type { Settings } from './settings.js';

interface Layer {
  readonly name: string;
  readonly side: number;
  readonly channels: number;
  readonly filters: number;
  /** Numbers of tiles in this layer: without tiling, and with 16 and 128 tiles in the first layer. */
  readonly tiles: readonly number[];
}

interface ConvolutionFigures extends Timing {
  readonly layer: string;
  readonly pass: string;
  readonly tiles: number;
  /** Floating-point operations per second relative to the core's multiply-add peak. */
  readonly ofPeak: number;
}

const batch = 100;
const kernelSide = 5;
const layers: readonly Layer[] = [
  { name: 'conv1', side: 32, channels: 3, filters: 32, tiles: [1, 16, 128] },
  { name: 'conv2', side: 16, channels: 32, filters: 32, tiles: [1, 4, 32] },
  { name: 'conv3', side: 8, channels: 32, filters: 64, tiles: [1, 2, 8] },
];

/** Every pass of each convolution of the paper's network, with dense gradients. */
export function convolutionCases(tilesOf: (layer: Layer) => readonly number[] = ({ tiles }) => tiles) {
  return layers.flatMap((layer) =>
    tilesOf(layer).flatMap((tiles) =>
      passesOf(layer, tiles).map((own) => ({ layer, tiles, ...own, operations: operationsOf(layer) })),
    ),
  );
}

function operationsOf({ side, channels, filters }: Layer): number {
  return 2 * batch * side ** 2 * kernelSide ** 2 * channels * filters;
}

/** Measures every pass of each convolution of the paper's network separately, with dense gradients, by number of tiles. */
export function measureConvolutions(meter: () => PeakMeter, settings: Settings): ConvolutionFigures[] {
  const peak = meter();
  const cases = convolutionCases();
  const timings = measureInTurn(cases, settings.rounds, peak.sample);
  const { median: peakGflops } = peak.result();
  return cases.map(({ layer, tiles, pass, operations }, i) => {
    const timing = timings[i]!;
    const ofPeak = operations / timing.wallMs.median / 1e6 / peakGflops;
    return { layer: layer.name, pass, tiles, ofPeak, ...timing };
  });
}

/** Prints times, their rates relative to the peak, and their ratios to one tile. */
export function printConvolutions(figures: readonly ConvolutionFigures[]): void {
  const rows = figures.map(({ layer, pass, tiles, wallMs, ofPeak }) => {
    const single = figures.find((other) => other.layer === layer && other.pass === pass)!;
    const ratio = (wallMs.median / single.wallMs.median).toFixed(2);
    return [layer, pass, String(tiles), short(wallMs.median), percent(wallMs.spread), percent(ofPeak), ratio];
  });
  const headings = ['layer', 'pass', 'tiles', 'ms', 'spread', 'of peak', 'time/1 tile'];
  printTable(`Convolutions by themselves, batch ${batch}`, rows, headings);
}

/** Functions that run each pass once. */
function passesOf({ side, channels, filters }: Layer, tiles: number): { pass: string; run: () => void }[] {
  const x = normals(1, [batch, side, side, channels]) as tf.Tensor4D;
  const kernels = normals(2, [tiles, kernelSide, kernelSide, channels, filters]) as tf.Tensor5D;
  const biases = normals(3, [tiles, filters]) as tf.Tensor2D;
  const assignment = assignments(side, tiles);
  const options = { assignment, strides: [1, 1], padding: 'same', activation: 'relu' } as const;
  const y = tiledConv2d(x, kernels, biases, options);
  const dy = normals(5, y.shape);
  const gradient = (name: string, inputs: object, shape: number[]) => () => {
    const attributes = { strides: [1, 1], padding: 'same', activation: 'relu', shape };
    tf.engine().runKernel(name, { dy, y, assignment, ...inputs } as tf.NamedTensorMap, attributes);
  };
  const runs = {
    forward: () => tiledConv2d(x, kernels, biases, options),
    'input gradient': gradient('TiledConv2DBackpropInput', { kernels }, x.shape),
    'filter gradient': gradient('TiledConv2DBackpropFilter', { x }, kernels.shape),
  };
  return Object.entries(runs).map(([pass, run]) => ({ pass, run: () => tf.tidy(() => void run()) }));
}

function normals(seed: number, shape: number[]): tf.Tensor {
  const stream = randomStream(seed, 'test');
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor(
    Float32Array.from({ length: size }, () => stream.normal()),
    shape,
  );
}

/** Random tiling, with one assignment per image. */
function assignments(side: number, tiles: number): tf.Tensor2D {
  const grid = { height: side, width: side };
  const rows = Array.from({ length: batch }, (_, image) =>
    assignTiles('random', grid, { tiles, stream: randomStream(4, 'test', image) }),
  );
  return tf.tensor2d(Int32Array.from(rows.flatMap((row) => [...row])), [batch, side * side], 'int32');
}
