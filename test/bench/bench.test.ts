import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { profileKernels } from '../../bench/kernelProfile.js';
import { measureInTurn } from '../../bench/measureInTurn.js';
import { networks, randomTiling } from '../../bench/networks.js';
import { operations } from '../../bench/operations.js';
import { summarise } from '../../bench/statistics.js';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';

const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });

describe('summarise', () => {
  it('orders its quantiles within the range of the values, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1 }), (values) => {
        const { low, median, high } = summarise(values);
        expect(summarise([...values].reverse())).toEqual(summarise(values));
        const ordered = [Math.min(...values), low, median, high, Math.max(...values)];
        expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
      }),
    );
  });

  it('has quartiles between values', () => {
    expect(summarise([4, 1, 2, 3])).toMatchObject({ low: 1.75, median: 2.5, high: 3.25, spread: 0.6, samples: 4 });
  });
});

describe('operations', () => {
  const [baseline] = networks;

  it('counts the products of the baseline by hand', () => {
    const layers = [2 * 1024 * 75 * 32, 2 * 256 * 800 * 32, 2 * 64 * 800 * 64];
    const sum = layers.reduce((total, layer) => total + layer, 0);
    const dense = 2 * 1024 * 10;
    expect(operations(baseline.architecture, 'forward')).toEqual({ convolutions: sum, total: sum + dense });
    expect(operations(baseline.architecture, 'input gradient').total).toBe(2 * (sum + dense));
    expect(operations(baseline.architecture, 'training step').total).toBe(3 * (sum + dense) - layers[0]!);
  });

  it('does not depend on the tiles', () => {
    const tiled = randomTiling('tiled', [128, 32, 8]).architecture;
    expect(operations(tiled, 'training step')).toEqual(operations(baseline.architecture, 'training step'));
  });
});

describe('measureInTurn', () => {
  it('runs every task once a round, and then what goes between rounds', () => {
    const log: string[] = [];
    const task = (name: string) => ({ run: () => void log.push(name) });
    const timings = measureInTurn([task('a'), task('b')], { rounds: 2, warmUpMs: 0, sampleMs: 0 }, () => log.push('-'));
    expect(log.join('')).toBe('aabb' + 'ab-ab-');
    expect(timings.map(({ wallMs }) => wallMs.samples)).toEqual([2, 2]);
  });
});

describe('profileKernels', () => {
  beforeAll(() => startEngine('wasm'));

  it('accounts for the whole time and leaves the registry as it was', () => {
    const before = tf.getKernelsForBackend('wasm').map(({ kernelFunc }) => kernelFunc);
    const x = tf.ones([4, 8, 8, 3]) as tf.Tensor4D;
    const filter = tf.ones([3, 3, 3, 4]) as tf.Tensor4D;
    const run = () => tf.tidy(() => void tf.conv2d(x, filter, 1, 'same').add(1).dataSync());
    const profile = profileKernels(run, 3);
    const inKernels = profile.kernels.reduce((sum, { ms }) => sum + ms, 0);
    expect(inKernels + profile.outsideKernelsMs).toBeCloseTo(profile.totalMs, 9);
    expect(profile.kernels.map(({ kernel, calls }) => `${kernel} ${calls}`)).toEqual(
      expect.arrayContaining(['Conv2D 1', 'Add 1']),
    );
    expect(profile.convolutionMs).toBe(profile.kernels.find(({ kernel }) => kernel === 'Conv2D')!.ms);
    expect(new Set(tf.getKernelsForBackend('wasm').map(({ kernelFunc }) => kernelFunc))).toEqual(new Set(before));
    tf.dispose([x, filter]);
  });

  it('puts the kernels back when a run fails', () => {
    const before = tf.getKernel('Add', 'wasm').kernelFunc;
    const fail = () => {
      throw new Error('no');
    };
    expect(() => profileKernels(fail, 1)).toThrow('no');
    expect(tf.getKernel('Add', 'wasm').kernelFunc).toBe(before);
  });
});
