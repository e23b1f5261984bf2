import { beforeAll, describe, expect, it } from 'vitest';
import { kernelModule, useKernelModule } from '../../../src/kernels/bindings/kernelModule.js';
import { jobLayouts, layoutNumber } from '../../../src/kernels/bindings/moduleLayout.js';
import { heapFloats, Scratch, wasmInt } from '../../../src/kernels/bindings/wasmHeap.js';
import { writeJob } from '../../../src/kernels/bindings/writeJob.js';
import { startEngine } from '../../../src/kernels/engine.js';

beforeAll(async () => {
  await startEngine('wasm');
});

describe('writeJob', () => {
  it('writes integers and floats at the offsets of the class, and zeros elsewhere', () => {
    const scratch = new Scratch();
    const job = writeJob(scratch, 'MomentumJob', { floats: 7, rate: 0.5, newWeights: 64 });
    const { fields, bytes } = jobLayouts.MomentumJob;
    const written = [fields.floats, fields.newWeights].map(([, offset]) => wasmInt(job, offset / 4));
    expect(written).toEqual([7, 64]);
    expect(heapFloats(job, bytes / 4)[fields.rate[1] / 4]).toBe(0.5);
    expect(wasmInt(job, fields.velocity[1] / 4)).toBe(0);
    scratch.free();
  });

  it('refuses a name that the class does not have', () => {
    const scratch = new Scratch();
    const values = { floats: 7, rates: 1 } as { floats: number };
    expect(() => writeJob(scratch, 'MomentumJob', values)).toThrow('MomentumJob has no field rates');
    scratch.free();
  });
});

describe('the compiled module', () => {
  it.each(['simd', 'relaxed', 'wide'] as const)('of the %s build belongs to this program', (build) => {
    useKernelModule(build);
    expect(kernelModule().layoutNumber.value).toBe(layoutNumber);
  });

  it('gives sizes that it uses itself', () => {
    const { groupRoom, ENTRY, TABLE_BYTES, normalizationRoom } = kernelModule();
    // Lists of at least 9 entries a filter, of one more than 512 filters, or 32 kB.
    expect(groupRoom(4, 0)).toBe(TABLE_BYTES.value + 32_768);
    expect(groupRoom(512, 0)).toBe(TABLE_BYTES.value + 9 * 513 * ENTRY.value);
    // A cache line of constants, and three rows of 16 pixels.
    expect(normalizationRoom(32, 2)).toBe(64 + 3 * 16 * 4 * (32 + 4 + 4));
  });
});
