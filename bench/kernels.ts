import * as tf from '@tensorflow/tfjs';
import { randomStream } from '../src/base/random.js';
import { type KernelBuild, kernels, useKernels } from '../src/kernels/bindings/kernelModule.js';
import { addressOf } from '../src/kernels/bindings/wasmHeap.js';
import { startEngine } from '../src/kernels/engine.js';
import { tiledConv2d } from '../src/kernels/tiledConv2d/tiledConv2d.js';

/**
 * Times the convolution kernels on the layers of the paper's network, by tiles and batch, beside the core's multiply-add
 * peak measured in the same round. Medians of interleaved, seeded repetitions.
 * Usage: vite-node bench/kernels.ts [--batch 100 --rounds 9 --build relaxed --layer conv1 --channels 3]
 */

interface Layer {
  readonly name: string;
  readonly side: number;
  readonly channels: number;
  readonly filters: number;
  /** Tiles of the layer without tiling, with 16 and with 128 tiles in the first layer. */
  readonly tiles: readonly number[];
}

const layers: readonly Layer[] = [
  { name: 'conv1', side: 32, channels: Number(option('channels', '3')), filters: 32, tiles: [1, 16, 128] },
  { name: 'conv2', side: 16, channels: 32, filters: 32, tiles: [1, 4, 32] },
  { name: 'conv3', side: 8, channels: 32, filters: 64, tiles: [1, 1, 8] },
];
const kernelSide = 5;
const passes = ['forward', 'input gradient', 'filter gradient', 'bias gradient'] as const;

function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

function normals(seed: number, shape: number[]): tf.Tensor {
  const stream = randomStream(seed, 'test');
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => stream.normal()),
    shape,
  );
}

/** A random partition of the patches into equal parts, one an image. */
function assignment(seed: number, batch: number, patches: number, tiles: number): tf.Tensor2D {
  const values = new Int32Array(batch * patches);
  for (let image = 0; image < batch; image++) {
    const stream = randomStream(seed, 'test', image);
    const row = values.subarray(image * patches, (image + 1) * patches);
    for (let p = 0; p < patches; p++) row[p] = p % tiles;
    for (let p = patches - 1; p > 0; p--) {
      const other = stream.int(p + 1);
      [row[p], row[other]] = [row[other]!, row[p]!];
    }
  }
  return tf.tensor2d(values, [batch, patches], 'int32');
}

/** One function a pass, each running it once. */
function passesOf(layer: Layer, tiles: number, batch: number): (() => void)[] {
  const { side, channels, filters } = layer;
  const x = normals(1, [batch, side, side, channels]) as tf.Tensor4D;
  const kernel = normals(2, [tiles, kernelSide, kernelSide, channels, filters]) as tf.Tensor5D;
  const biases = normals(3, [tiles, filters]) as tf.Tensor2D;
  const map = assignment(4, batch, side * side, tiles);
  const options = { assignment: map, strides: [1, 1], padding: 'same', activation: 'relu' } as const;
  const y = tiledConv2d(x, kernel, biases, options);
  const dy = normals(5, y.shape);
  const { engine } = tf;
  const run = (name: string, inputs: object, shape: number[]) => () => {
    const attributes = { strides: [1, 1], padding: 'same', activation: 'relu', shape };
    engine().runKernel(name, inputs as tf.NamedTensorMap, attributes);
  };
  return [
    () => tiledConv2d(x, kernel, biases, options),
    run('TiledConv2DBackpropInput', { dy, y, kernels: kernel, assignment: map }, x.shape),
    run('TiledConv2DBackpropFilter', { dy, y, x, assignment: map }, kernel.shape),
    run('TiledConv2DBackpropBiases', { dy, y, assignment: map }, biases.shape),
  ].map((pass) => () => tf.tidy(() => void pass()));
}

/** Milliseconds of the processor's time, which other processes disturb less than the clock's. */
function timeOf(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

const batch = Number(option('batch', '100'));
const rounds = Number(option('rounds', '9'));
const { simd } = await startEngine('wasm');
const build = option('build', simd === 'SIMD' ? 'simd' : 'relaxed') as KernelBuild;
useKernels(build);

/** Many short calls: the engine optimises a function only between its calls. */
const peakCalls = 1000;
const peakIterations = 1000;
const peakOperations = kernels().multiplyAddPeakOperations() * peakCalls * peakIterations;

const factors = normals(9, [6 * peakIterations + 12]);

function runPeak(): void {
  const { multiplyAddPeak } = kernels();
  const address = addressOf(factors);
  for (let i = 0; i < peakCalls; i++) multiplyAddPeak(address, peakIterations);
}

const peaks: number[] = [];
const measurePeak = () => peaks.push(timeOf(runPeak));
for (let i = 0; i < 20; i++) measurePeak();
peaks.length = 0;

interface Row {
  readonly layer: Layer;
  readonly pass: (typeof passes)[number];
  /** Which network the layer belongs to: index into its `tiles`. */
  readonly network: number;
  readonly flops: number;
  readonly run: () => void;
  readonly times: number[];
}

const rows: Row[] = [];
for (const layer of layers.filter(({ name }) => name.includes(option('layer', '')))) {
  const flops = 2 * batch * layer.side ** 2 * kernelSide ** 2 * layer.channels * layer.filters;
  for (const [network, tiles] of layer.tiles.entries()) {
    for (const [i, run] of passesOf(layer, tiles, batch).entries()) {
      rows.push({ layer, pass: passes[i]!, network, flops, run, times: [] });
    }
  }
}
for (const row of rows) {
  const end = performance.now() + 150;
  for (let i = 0; i < 2 || performance.now() < end; i++) row.run();
}
for (let round = 0; round < rounds; round++) {
  for (const row of rows) row.times.push(timeOf(row.run));
  measurePeak();
}

const peak = peakOperations / median(peaks) / 1e6;
console.log(`${build}, batch ${batch}, ${rounds} rounds; multiply-add peak ${peak.toFixed(1)} GFLOP/s`);
console.log('layer  pass             tiles     ms   GFLOP/s  of peak  time / one tile');
for (const { layer, pass, network, times, flops } of rows) {
  const ms = median(times);
  const first = rows.find((row) => row.layer === layer && row.pass === pass)!;
  const rate = flops / ms / 1e6;
  const share = `${rate.toFixed(1).padStart(8)} ${`${((100 * rate) / peak).toFixed(0)} %`.padStart(8)}`;
  const ratio = (ms / median(first.times)).toFixed(2).padStart(16);
  const name = `${layer.name}  ${pass.padEnd(16)} ${String(layer.tiles[network]).padStart(5)}`;
  console.log(`${name} ${ms.toFixed(2).padStart(7)} ${(pass === 'bias gradient' ? '' : share).padEnd(17)} ${ratio}`);
}
console.log('sum over layers, ms, and ratio to one tile');
for (const pass of passes) {
  const sums = [0, 1, 2].map((network) =>
    rows
      .filter((row) => row.pass === pass && row.network === network)
      .reduce((sum, { times }) => sum + median(times), 0),
  );
  const cells = sums.map((ms) => `${ms.toFixed(2).padStart(8)} (${(ms / sums[0]!).toFixed(2)})`);
  console.log(`${pass.padEnd(16)} ${cells.join('')}`);
}
