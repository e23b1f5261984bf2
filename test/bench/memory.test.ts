import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networks } from '../../bench/networks.js';
import { openNetwork } from '../../bench/openNetwork.js';
import { benchSuite, fgsmSweep, runSuiteProcess, sweep } from '../../bench/runSuiteProcess.js';
import { startEngine } from '../../src/kernels/engine.js';

const folder = mkdtempSync(join(tmpdir(), 'rapa-memory-'));
const suiteNetworks = networks.filter(({ id }) => id === 'baseline' || id === 'random-16');

beforeAll(async () => {
  await startEngine('wasm');
  for (const network of suiteNetworks) (await openNetwork(network, folder)).evaluated.dispose();
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('an FGSM suite of two models with two workers', () => {
  it('takes less than 260 MiB at its peak, all in all', { timeout: 300_000 }, async () => {
    const models = suiteNetworks.map(({ id }) => ({ id, path: join(folder, id), label: id }));
    const suite = benchSuite(models, [fgsmSweep(sweep(2))]);
    const images = { kind: 'noise', count: 1000 } as const;
    const { peakMemoryBytes } = await runSuiteProcess({ suite, images, workers: 2 });
    expect(peakMemoryBytes / 2 ** 20).toBeLessThan(260);
  });
});
