import { describe, expect, it } from 'vitest';
import { readBuild } from '../../src/kernels/bindings/kernelFiles.js';
import { hasDataSegment, useKernelModule } from '../../src/kernels/bindings/kernelModule.js';
import { loadTensorflow } from '../../src/kernels/bindings/tensorflowModule.js';
import { describeBackends } from '../../src/kernels/describeBackends.js';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';

const state = loadTensorflow();

describe('startEngine', () => {
  it('says that the wasm kernels are not loaded before it has run', async () => {
    await tf.setBackend('cpu');
    expect(() => useKernelModule('simd')).toThrow();
  });

  it('uses wasm with the best available SIMD by default, on every call', async () => {
    const first = await startEngine('auto');
    expect(first.backend).toBe('wasm');
    expect(first.simd).toMatch(/^(relaxed )?SIMD(, 256 bits)?$/);
    expect(await startEngine('wasm')).toEqual(first);
    expect(tf.getBackend()).toBe('wasm');
  });

  it('changes to cpu and back', async () => {
    expect(await startEngine('cpu')).toEqual({ backend: 'cpu', simd: 'none' });
    expect(tf.getBackend()).toBe('cpu');
    await startEngine('auto');
    expect(tf.getBackend()).toBe('wasm');
  });

  it.skipIf(!state.loaded)('changes to tensorflow and back', async () => {
    expect(await startEngine('tensorflow')).toEqual({ backend: 'tensorflow', simd: 'none' });
    expect(tf.getBackend()).toBe('tensorflow');
    expect(await startEngine('wasm')).toMatchObject({ backend: 'wasm' });
    expect(tf.getBackend()).toBe('wasm');
  });

  it.skipIf(state.loaded)('names the reason and the remedy if tensorflow cannot be had', async () => {
    await expect(startEngine('tensorflow')).rejects.toThrow(
      /tfjs-node[\s\S]*`rapa setup-tensorflow`, or use --backend wasm/,
    );
  });
});

describe('describeBackends', () => {
  it('has a line for each backend, with the way to get one that is missing, and leaves the default one current', async () => {
    const found = await describeBackends();
    expect(found.map(({ name }) => name)).toEqual(['wasm', 'tensorflow', 'cpu']);
    const [wasm, tensorflow] = found;
    expect(wasm).toMatchObject({ state: 'available', note: expect.stringMatching(/SIMD/) });
    if (state.loaded) expect(tensorflow!.note).toMatch(/TensorFlow 2\.\d+/);
    else
      expect(tensorflow).toMatchObject({
        state: 'not available',
        note: expect.stringMatching(/run `rapa setup-tensorflow`$/),
      });
    expect(tf.getBackend()).toBe('wasm');
  });
});

describe('the compiled kernels', () => {
  it.each(['simd', 'relaxed', 'wide'] as const)(
    'of the %s build import a memory and nothing else, and hold no data',
    (build) => {
      const bytes = readBuild(build);
      expect(hasDataSegment(bytes)).toBe(false);
      expect(WebAssembly.Module.imports(new WebAssembly.Module(bytes))).toEqual([
        { module: 'env', name: 'memory', kind: 'memory' },
      ]);
    },
  );

  it('are distinguished from a module with a data segment', () => {
    const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
    expect(hasDataSegment(Uint8Array.from([...header, 5, 3, 1, 0, 1]))).toBe(false);
    expect(hasDataSegment(Uint8Array.from([...header, 5, 3, 1, 0, 1, 11, 1, 0]))).toBe(true);
  });
});
