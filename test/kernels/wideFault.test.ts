import { once } from 'node:events';
import { expect, it } from 'vitest';
import { takeWideKernels } from '../../src/base/wideKernels.js';
import { readBuild } from '../../src/kernels/bindings/kernelFiles.js';
import { bestBuild } from '../../src/kernels/bindings/kernelModule.js';
import { describeBackends } from '../../src/kernels/describeBackends.js';
import { startEngine } from '../../src/kernels/engine.js';

it('kernels whose bits differ in the self-test are turned off, which is said once', async () => {
  expect(bestBuild()).toBe('relaxed');
  // It rounds products, so that its results differ as those of a wrong compiler would.
  takeWideKernels({ module: new WebAssembly.Module(readBuild('simd')) });
  const warned = once(process, 'warning');
  const engine = await startEngine('wasm');
  expect(engine.simd).toBe('relaxed SIMD');
  expect(engine.fault).toMatch(/^vectors of 256 bits are off: .*result of convolution \{/);
  expect((await warned)[0]).toMatchObject({ message: engine.fault });
  const [wasm] = await describeBackends();
  expect(wasm!.note).toContain(`relaxed SIMD (256 bits: ${engine.fault})`);
});
