import { beforeAll, describe, expect, it } from 'vitest';
import { openKernels } from '../../../src/kernels/bindings/kernelModule.js';
import { startEngine } from '../../../src/kernels/engine.js';
import { differingTrial } from '../../../src/kernels/trials/differingTrial.js';
import { selfTest } from '../../../src/kernels/trials/selfTest.js';
import tf from '../../../src/tfjs/tfjs.cjs';
import { drawnTrial } from '../../fuzz/drawnTrial.js';

beforeAll(async () => void (await startEngine('wasm')));

describe('trials of the kernels', () => {
  it('give the same bits on the wide build and on the one with relaxed SIMD', () => {
    const tensors = tf.memory().numTensors;
    const drawn = Array.from({ length: 60 }, (_, number) => drawnTrial(2, number));
    const differing = differingTrial([...selfTest(), ...drawn], openKernels('relaxed'), openKernels('wide'));
    expect(differing?.name).toBeUndefined();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('name the first that differs, here by the rounding of products', () => {
    const [, second] = selfTest();
    const differing = differingTrial([second!], openKernels('relaxed'), openKernels('simd'));
    expect(differing?.name).toBe(second!.name);
    expect(differing?.name).toMatch(/^convolution \{"batch":1,"side":4,"channels":32/);
  });

  it('name one that differs from what is computed otherwise', () => {
    const kernels = openKernels('relaxed');
    const [trial] = selfTest().filter(({ computeOtherwise }) => computeOtherwise !== undefined);
    expect(differingTrial([trial!], kernels, kernels)).toBeNull();
    const other = { ...trial!, computeOtherwise: () => trial!.compute().map((result) => result.mul(2)) };
    expect(differingTrial([other], kernels, kernels)).toBe(other);
  });

  it('reach results of every trial that are not all zero', () => {
    for (const { name, compute } of selfTest()) {
      tf.tidy(() => {
        for (const result of compute())
          expect(
            result.dataSync().some((value) => value !== 0),
            name,
          ).toBe(true);
      });
    }
  });
});
