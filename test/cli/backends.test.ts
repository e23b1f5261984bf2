import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ResultFile } from '../../src/contract/resultFile.js';
import { loadTensorflow } from '../../src/kernels/bindings/tensorflowModule.js';
import { repository, runCli } from '../support/runCli.js';

const folder = mkdtempSync(join(tmpdir(), 'rapa-backends-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tensorflow = loadTensorflow();

describe('the MNIST suite', () => {
  const run = async (backend: string): Promise<ResultFile> => {
    const output = join(folder, backend);
    const env = { RAPA_CACHE_DIR: join(folder, 'cache') };
    const words = ['eval', 'suites/mnist.json', '-L', '100', '--backend', backend, '-o', output, '--reporter', 'json'];
    const { code, stderr } = await runCli(words, { cwd: repository, env });
    expect(stderr).not.toMatch(/failed|ended by/);
    expect([0, 1], stderr).toContain(code); // with 100 images an assertion may fail
    return JSON.parse(readFileSync(join(output, 'results.json'), 'utf8'));
  };
  const relative = ({ cells }: ResultFile) =>
    cells.flatMap(({ points }) => points.map((point) => point.relative.hits / point.relative.total));
  const verdicts = ({ verdict }: ResultFile) => verdict.assertions.map(({ status }) => status);

  const title = 'gives the same verdicts on tensorflow as on wasm, and relative accuracies within half a point';
  it.skipIf(!tensorflow.loaded)(
    title,
    async () => {
      const [wasm, other] = [await run('wasm'), await run('tensorflow')];
      expect(other.environment.backend).toBe('tensorflow');
      expect(verdicts(other)).toEqual(verdicts(wasm));
      const [expected, found] = [relative(wasm), relative(other)];
      expect(found).toHaveLength(4 * 16);
      for (const [at, value] of found.entries()) expect(Math.abs(value - expected[at]!)).toBeLessThanOrEqual(0.005);
    },
    300_000,
  );
});
