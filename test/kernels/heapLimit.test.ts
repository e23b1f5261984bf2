import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AllocationFailure, isAllocationFailure } from '../../src/base/allocationFailure.js';
import { limitHeap } from '../../src/kernels/bindings/heapLimit.js';
import { wasmMemory } from '../../src/kernels/bindings/wasmHeap.js';
import { startEngine } from '../../src/kernels/engine.js';
import { peakBytes } from '../../src/kernels/peakBytes.js';
import tf from '../../src/tfjs/tfjs.cjs';

const megabyte = 2 ** 20;
const heapBytes = () => wasmMemory().buffer.byteLength;

beforeAll(() => startEngine('wasm'));
afterEach(() => limitHeap(Number.POSITIVE_INFINITY));

describe('limitHeap', () => {
  it('refuses allocations above the limit, and continues with smaller ones', () => {
    limitHeap(heapBytes());
    const before = tf.memory().numTensors;
    const filled = () => tf.fill([heapBytes() / 4], 1);
    expect(filled).toThrow(AllocationFailure);
    expect(tf.memory().numTensors).toBe(before);
    const small = tf.fill([1000], 2);
    expect(small.sum().dataSync()[0]).toBe(2000);
    limitHeap(4 * heapBytes());
    const large = filled();
    expect(large.shape[0]).toBeGreaterThan(0);
    tf.dispose([small, large]);
  });

  it('also applies to the memory of our kernels', () => {
    const x = tf.ones<tf.Rank.R4>([1, 256, 256, 3]);
    const filter = tf.ones<tf.Rank.R4>([3, 3, 3, Math.ceil(heapBytes() / (4 * 256 * 256)) + 8]);
    limitHeap(heapBytes());
    const before = tf.memory().numTensors;
    expect(() => tf.conv2d(x, filter, 1, 'same')).toThrow(AllocationFailure);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([x, filter]);
  });

  it('knows failures of other engines by their words', () => {
    expect(isAllocationFailure(new RangeError('Array buffer allocation failed'))).toBe(true);
    expect(isAllocationFailure(new Error('OOM when allocating tensor with shape[50,112,112,48]'))).toBe(true);
    expect(isAllocationFailure(new Error('shapes do not match'))).toBe(false);
  });
});

describe.each(['wasm', 'cpu'] as const)('peakBytes on %s', (backend) => {
  it('is the maximum at any time, not the sum, without earlier allocations', async () => {
    await startEngine(backend);
    const there = tf.ones([megabyte]);
    const before = tf.memory().numTensors;
    const peak = await peakBytes(() =>
      tf.tidy(() => {
        for (let at = 0; at < 5; at++) tf.tidy(() => void there.add(1));
        there.add(1).mul(2);
      }),
    );
    expect(tf.memory().numTensors).toBe(before);
    expect(peak).toBeGreaterThanOrEqual(8 * megabyte);
    expect(peak).toBeLessThan(8.1 * megabyte);
    there.dispose();
  });
});
