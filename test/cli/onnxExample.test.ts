import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultFile } from '../../src/contract/resultFile.js';
import { repository, runCli } from '../support/runCli.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-onnx-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const run = (...words: string[]) => runCli(words, { cwd: repository, env: { RAPA_CACHE_DIR: join(folder, 'cache') } });

describe('suites/examples/onnx.json', () => {
  it('attacks a network of PyTorch, and its report says how it was read', async () => {
    const output = join(folder, 'out');
    const { code, stderr } = await run('eval', 'suites/examples/onnx.json', '-L', '20', '-j', '1', '-o', output);
    expect(stderr).not.toContain('expected:');
    expect(code).toBe(0);
    const results = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as ResultFile;
    const [model] = results.models;
    expect(model).toMatchObject({
      id: 'pytorch',
      reading: { format: 'onnx', outputs: 'probabilities', notes: [expect.stringMatching(/^gradient verified/)] },
    });
    expect(model!.sha256).toMatch(/^[0-9a-f]{64}$/);
    const pgd = results.cells.find((cell) => cell.model === 'pytorch' && cell.attack === 'pgd')!;
    expect(pgd.clean.hits).toBeGreaterThanOrEqual(17);
    const hits = pgd.points.map((point) => point.hits);
    expect(hits.at(-1)!).toBeLessThan(pgd.clean.hits / 2);
  }, 240_000);

  it('ends with exit code 2 and one message where a file is cut off', async () => {
    const whole = readFileSync('models/examples/onnx-digits/model.onnx');
    const copy = join(folder, 'cut');
    mkdirSync(copy);
    writeFileSync(join(copy, 'model.onnx'), whole.subarray(0, 2000));
    const suite = {
      name: 'cut',
      dataset: { name: 'mnist', split: 'test' },
      models: [{ id: 'cut', path: resolve(copy) }],
      attacks: [{ id: 'fgsm', kind: 'fgsm', epsilons: [0.1] }],
    };
    writeFileSync(join(folder, 'cut.json'), JSON.stringify(suite));
    for (const command of ['validate', 'eval']) {
      const { code, stdout, stderr } = await run(command, join(folder, 'cut.json'));
      expect(code).toBe(2);
      expect(`${stdout}${stderr}`.match(/expected:/g)).toHaveLength(1);
      expect(`${stdout}${stderr}`).toContain('cut off');
    }
  }, 120_000);
});
