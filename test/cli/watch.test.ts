import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchedFiles } from '../../src/cli/watchedFiles.js';
import { type PluginFolder, pluginFolder } from '../support/pluginFolder.js';
import { repository } from '../support/runCli.js';

let folder: PluginFolder;
beforeAll(() => {
  folder = pluginFolder();
});
afterAll(() => rmSync(folder.path, { recursive: true }));

const results = () => JSON.parse(readFileSync(join(folder.path, 'out', 'results.json'), 'utf8'));

it('runs again when the suite, a model or an import of a plug-in changes, and takes the rest from the cache', async () => {
  writeFileSync(join(folder.path, 'share.mjs'), 'export const share = 1;');
  folder.plugin(
    'own.mjs',
    `import { share } from './share.mjs';
    export default rapa.defineAttack({ kind: 'own', description: 'An attack.', passes: () => ({ gradients: 1 }),
      perturb: ({ model, pixels, epsilon }) => pixels.add(model.gradient(pixels).sign().mul(epsilon).mul(share)).clipByValue(0, 1) });`,
  );
  const own = { id: 'own', kind: 'own', epsilons: ['2/255'] };
  const fgsm = { id: 'fgsm', kind: 'fgsm', epsilons: ['2/255'] };
  const suite = { plugins: ['./brightHalf.mjs', './own.mjs'], assertions: [] };
  folder.suite({ ...suite, attacks: [own, fgsm] });
  const words = ['eval', 'suite.json', '--watch', '-j', '1', '--reporter', 'json', '-o', 'out', '--no-calibrate'];
  const child = spawn(process.execPath, [join(repository, 'dist', 'cli', 'main.js'), ...words], { cwd: folder.path });
  let text = '';
  let seen = 0;
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  const nextRun = async () => {
    await expect.poll(() => text.split('watching ').length - 1, { timeout: 60_000, interval: 100 }).toBe(++seen);
    return results();
  };
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  try {
    const first = await nextRun();
    expect(first.environment.cachedCells).toBe(0);
    const cells = first.environment.computedCells;

    writeFileSync(join(folder.path, 'share.mjs'), 'export const share = 0;');
    const second = await nextRun();
    expect(text).toContain(`${join(folder.path, 'share.mjs')} has changed: running again`);
    expect(second.environment).toMatchObject({ computedCells: cells / 2, cachedCells: cells / 2 });
    expect(second.cells[0].points[0].hits).toBe(second.cells[0].clean.hits);

    folder.suite({ ...suite, attacks: [own, { ...fgsm, epsilons: ['2/255', '4/255'] }] });
    const third = await nextRun();
    expect(third.cells[1].points).toHaveLength(2);
    expect(third.environment).toMatchObject({ computedCells: cells / 2, cachedCells: cells / 2 });

    const model = join(folder.path, 'brightHalf.weights.json');
    writeFileSync(model, JSON.stringify({ ...JSON.parse(readFileSync(model, 'utf8')), bias: [5, 0] }));
    const fourth = await nextRun();
    expect(fourth.environment.cachedCells).toBe(0);
    expect(fourth.models[0].sha256).not.toBe(third.models[0].sha256);

    // A mistake is told and does not end the watch.
    writeFileSync(join(folder.path, 'suite.json'), '{');
    await nextRun();
    expect(text).toMatch(/suite\.json:1:\d+/);
  } finally {
    child.kill('SIGINT');
  }
  expect(await closed).toBe(2);
}, 120_000);

it('watches sources of transfers and plug-ins that are not there yet', () => {
  const source = { kind: 'transfer', source: { path: 'brightHalf.weights.json' }, attack: { kind: 'fgsm' } };
  folder.suite({ models: [], plugins: ['./later.mjs'], attacks: [{ id: 'e', kind: 'ensemble', attacks: [source] }] });
  const files = watchedFiles(join(folder.path, 'suite.json'));
  expect(existsSync(join(folder.path, 'later.mjs'))).toBe(false);
  for (const name of ['suite.json', 'later.mjs', 'brightHalf.weights.json']) {
    expect(files).toContain(join(folder.path, name));
  }
});
