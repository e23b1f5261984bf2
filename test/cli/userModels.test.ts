import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultFile } from '../../src/contract/resultFile.js';
import { constant, fusedNetwork, writeGraph } from '../support/graphFixture.js';
import { runCli } from '../support/runCli.js';

let folder = '';
const run = (...words: string[]) => runCli(words, { cwd: folder, env: { RAPA_CACHE_DIR: join(folder, 'cache') } });
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

const resize = { height: 8, width: 8, method: 'bilinear' };
const fgsm = { kind: 'fgsm' };
const suite = {
  name: 'own',
  dataset: { name: 'mnist', split: 'test' },
  models: [
    { id: 'centred', path: 'net', preprocessing: { resize, mean: 0.5, std: 0.5 } },
    { id: 'scaled', path: 'net/model.json', format: 'tfjs-graph', preprocessing: { resize, scale: 2, offset: -1 } },
    { id: 'bare', path: 'net', preprocessing: { resize } },
  ],
  attacks: [
    { id: 'own', epsilons: [0.02, 0.05], ...fgsm },
    { id: 'from-centred', kind: 'transfer', epsilons: [0.02, 0.05], source: { model: 'centred' }, attack: fgsm },
    { id: 'from-bare', kind: 'transfer', epsilons: [0.02, 0.05], source: { model: 'bare' }, attack: fgsm },
  ],
};
const writeSuite = (file: string, changes: object = {}) =>
  writeFileSync(join(folder, file), JSON.stringify({ ...suite, ...changes }));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-own-'));
  const { nodes, constants } = fusedNetwork('Relu');
  const kernel = constant(1, [3, 3, 1, 6], 0.4);
  writeGraph(join(folder, 'net'), { nodes, constants: { ...constants, kernel }, channels: 1 });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a suite of graph models of its own', () => {
  it('is evaluated with the preprocessing that it states, of transfer sources too, and reports say how', async () => {
    writeSuite('own.json');
    const { code, stdout, stderr } = await run('eval', 'own.json', '-L', '200', '-j', '1', '-o', 'out');
    expect(stderr).not.toContain('expected:');
    expect(code).toBe(0);
    const results = JSON.parse(read('out/results.json')) as ResultFile;
    const steps = 'preprocessing: resize to 8 x 8 (bilinear)';
    const checked = expect.stringMatching(
      /^gradient verified: it predicts the change of the outputs for \d+ of \d+ small image changes \(\d+ are needed, median error [\d.]+ %(; \d+ more could not be measured)?\)$/,
    );
    expect(results.models.map(({ reading }) => reading)).toEqual([
      { format: 'tfjs-graph', outputs: 'probabilities', notes: [`${steps}, minus 0.5, over 0.5`, checked] },
      { format: 'tfjs-graph', outputs: 'probabilities', notes: [`${steps}, times 2, plus -1`, checked] },
      { format: 'tfjs-graph', outputs: 'probabilities', notes: [steps, checked] },
    ]);
    expect(new Set(results.models.map(({ sha256 }) => sha256)).size).toBe(3);
    const figures = (model: string, attack: string) => {
      const cell = results.cells.find((one) => one.model === model && one.attack === attack)!;
      return { clean: cell.clean, points: cell.points.map(({ hits, outcomes }) => ({ hits, outcomes })) };
    };
    // (x - 0.5) / 0.5 and 2 x - 1 are the same in floating point too: each model is the other's white box.
    expect(figures('scaled', 'own')).toEqual(figures('centred', 'own'));
    expect(figures('scaled', 'from-centred')).toEqual(figures('scaled', 'own'));
    expect(figures('scaled', 'from-bare')).not.toEqual(figures('scaled', 'own'));
    expect(figures('bare', 'own').clean).not.toEqual(figures('scaled', 'own').clean);
    for (const text of [stdout.replace(/\s+/g, ' '), read('out/index.html')]) {
      expect(text).toContain('tfjs-graph, ends in probabilities; attacks use the logits before them');
      expect(text).toContain(`${steps}, minus 0.5, over 0.5`);
    }
    expect(read('out/summary.md')).toMatch(/^- centred: tfjs-graph, .*resize to 8 x 8 \(bilinear\), minus 0.5/m);
  });

  it('ends with exit code 2 before any work if models cannot be read, and names them all', async () => {
    const models = [
      suite.models[0],
      { id: 'unresized', path: 'net' },
      { id: 'other', path: 'net', format: 'tfjs-layers' },
      { id: 'few', path: 'net', preprocessing: { resize }, classes: [0, 1, 2] },
    ];
    writeSuite('refused.json', { models, attacks: [suite.attacks[0]] });
    const { code, stderr } = await run('eval', 'refused.json', '-L', '20', '-j', '1', '-o', 'none');
    expect(code).toBe(2);
    expect(stderr).toMatch(/input of 32 x 32 x 1[\s\S]*found: +8 x 8 x 1[\s\S]*resize/);
    expect(stderr).toMatch(/format tfjs-layers[\s\S]*found: +tfjs-graph/);
    expect(stderr).toMatch(/classes[\s\S]*10 outputs from 0 to 9[\s\S]*0, 1, 2/);
    expect(() => read('none/results.json')).toThrow(/ENOENT/);
  });

  it('with a field that the schema does not know is refused where it stands', async () => {
    const [model] = suite.models;
    writeSuite('typing.json', { models: [{ ...model, preprocessing: { resize, means: 0.5 } }] });
    const { code, stdout } = await run('validate', 'typing.json');
    expect(code).toBe(2);
    expect(stdout).toMatch(/typing\.json[\s\S]*means/);
  });

  it('is tried by validate: how each is read, or why a run would refuse it', async () => {
    writeSuite('own.json');
    const { code, stdout } = await run('validate', 'own.json');
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('own.json: valid');
    expect(lines.slice(1, 4).map((line) => line.trim().split(':')[0])).toEqual(['centred', 'scaled', 'bare']);
    expect(lines[1]).toMatch(
      /minus 0\.5, over 0\.5; gradient verified: it predicts the change of the outputs for \d+ of \d+ /,
    );
    expect(code).toBe(0);
    writeSuite('unfit.json', { models: [{ id: 'unresized', path: 'net' }], attacks: [suite.attacks[0]] });
    expect((await run('validate', '--no-models', 'unfit.json')).code).toBe(0);
    const unfit = await run('validate', 'unfit.json');
    expect([unfit.code, unfit.stdout]).toEqual([2, expect.stringMatching(/input of 32 x 32 x 1[\s\S]*8 x 8 x 1/)]);
  });

  it('is refused by validate for an attack that needs more classes than the data has', async () => {
    for (const name of ['cat', 'dog']) {
      mkdirSync(join(folder, 'pets', name), { recursive: true });
      const png = new PNG({ width: 8, height: 8 });
      png.data.fill(name === 'cat' ? 64 : 255);
      for (let at = 3; at < png.data.length; at += 4) png.data[at] = 255;
      writeFileSync(join(folder, 'pets', name, '1.png'), PNG.sync.write(png));
    }
    writeSuite('pets.json', {
      dataset: { name: 'imageFolder', split: 'test', path: 'pets' },
      models: [{ id: 'net', path: 'net', classes: [0, 1] }],
      attacks: [{ id: 'dlr', kind: 'apgd', loss: 'dlr', steps: 3, epsilons: [0.1] }],
    });
    const { code, stdout } = await run('validate', 'pets.json');
    expect([code, stdout]).toEqual([
      2,
      expect.stringMatching(/attack dlr\n +expected: a data set of at least 3 classes/),
    ]);
  });

  it('is refused by validate without its data', async () => {
    writeSuite('no-data.json', { dataset: { name: 'cifar10', split: 'test' } });
    const { code, stdout } = await run('validate', 'no-data.json', '--data-dir', 'nowhere');
    expect(code).toBe(2);
    expect(stdout).toMatch(/nowhere[\s\S]*rapa data cifar10/);
  });

  it('with another format than stated is detected by validate', async () => {
    const [model] = suite.models;
    writeSuite('format.json', { models: [{ ...model, format: 'tfjs-layers' }], attacks: [suite.attacks[0]] });
    const { code, stdout } = await run('validate', 'format.json');
    expect(code).toBe(2);
    expect(stdout).toMatch(/format tfjs-layers[\s\S]*found: +tfjs-graph/);
  });
});
