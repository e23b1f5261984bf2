import { randomStream } from '../src/base/random.js';
import { kernelModule } from '../src/kernels/bindings/kernelModule.js';
import { addressOf } from '../src/kernels/bindings/wasmHeap.js';
import tf from '../src/tfjs/tfjs.cjs';
import { timeOf } from './measureInTurn.js';
import { type Spread, summarise } from './statistics.js';

/** Many short calls, because the engine optimises a function only between calls. */
const calls = 1000;
const iterations = 1000;

/** Measures the core's multiply-add peak repeatedly. */
export interface PeakMeter {
  readonly sample: () => void;
  /** GFLOP/s over all samples. */
  readonly result: () => Spread;
}

/** A warmed-up meter of SIMD multiply-adds in registers on one core, in the same build as the kernels, per second of `clock`. */
export function multiplyAddPeakMeter(clock: 'wallMs' | 'processorMs' = 'wallMs'): PeakMeter {
  const stream = randomStream(1, 'test');
  const factors = tf.tensor1d(Float32Array.from({ length: 6 * iterations + 16 }, () => stream.normal()));
  const sums = tf.tensor1d(Float32Array.from({ length: 96 }, (_, i) => i));
  const { multiplyAddPeak, multiplyAddPeakOperations } = kernelModule();
  const operations = multiplyAddPeakOperations() * calls * iterations;
  const run = () => {
    const [address, to] = [addressOf(factors), addressOf(sums)];
    for (let i = 0; i < calls; i++) multiplyAddPeak(address, iterations, to);
  };
  const rates: number[] = [];
  const sample = () => rates.push(operations / timeOf(run, 1)[clock] / 1e6);
  for (let i = 0; i < 20; i++) sample();
  rates.length = 0;
  return { sample, result: () => summarise(rates) };
}
