import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { interruptCli, runCli } from '../support/runCli.js';
import { writeImageFolder } from '../support/writeImageFolder.js';

let folder = '';
const settings = {
  dataset: { name: 'imageFolder', path: '../images' },
  architecture: { channels: [2, 2], kernelSize: 3 },
  epochs: 1,
  batchSize: 2,
  learningRate: 0.02,
};
const write = (file: string, value: unknown) => writeFileSync(join(folder, file), JSON.stringify(value));
const run = (...words: string[]) => runCli(['train', ...words], { cwd: folder });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-queue-'));
  writeImageFolder(join(folder, 'images'), { classes: 3, perClass: 8, size: 8 });
  mkdirSync(join(folder, 'queue'));
  write('queue/settings.json', settings);
  write('queue/a.json', { extends: 'settings.json', name: 'a' });
  write('queue/b.json', { extends: 'settings.json', name: 'b', epochs: 80 });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('train --queue', () => {
  it('trains recipes without a model, longest first, also after a stop, and lists the rest', async () => {
    const before = await run('--queue', 'queue', '--status');
    expect(before.code).toBe(0);
    expect(before.stdout).toMatch(/\bb .*80 .*waiting[\s\S]*\ba .*1 .*waiting/);
    expect(before.stdout).toContain('2 of 2 trainings left');
    expect(existsSync(join(folder, 'models'))).toBe(false);

    const stopped = await interruptCli(['train', '--queue', 'queue', '-j', '1'], /b: .*from the start/, {
      cwd: folder,
    });
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toContain('2 of 2 trainings left');
    expect((await run('--queue', 'queue', '--status')).stdout).toMatch(/\bb .*% done/);

    const rest = await run('--queue', 'queue', '-j', '1');
    expect(rest.code).toBe(0);
    expect(rest.stdout).toMatch(/b: models\/b: test error[\s\S]*a: models\/a: test error/);
    expect(rest.stdout).toContain('Nothing is left to train.');
    await run('queue/b.json', '-o', 'alone');
    const weights = (path: string) => readFileSync(join(folder, path, 'weights.bin'));
    expect(weights('models/b')).toEqual(weights('alone'));

    const again = await run('--queue', 'queue');
    expect(again.code).toBe(0);
    expect(again.stdout).not.toContain('models/a: test error');
  }, 240_000);

  it('continues after a failed training, and keeps a model of another recipe', async () => {
    mkdirSync(join(folder, 'mixed'));
    write('mixed/wild.json', { ...settings, name: 'wild', epochs: 3, learningRate: 1e12 });
    write('mixed/tame.json', { ...settings, name: 'tame' });
    write('mixed/a.json', { ...settings, name: 'a', learningRate: 0.01 });
    const weights = readFileSync(join(folder, 'models/a/weights.bin'));
    const { code, stdout, stderr } = await run('--queue', 'mixed', '-j', '1');
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /wild: recipe 'wild', learningRate[\s\S]*wild: .*diverged[\s\S]*wild: .*lower the learning rate/,
    );
    expect(stderr).not.toMatch(/bug in the harness|\bat .*\.js:\d/);
    expect(stderr).toContain('mixed/wild.json failed');
    expect(stderr).toMatch(/mixed\/a\.json was skipped.*remove models\/a/);
    expect(stdout).toMatch(/tame .*finished/);
    expect(readFileSync(join(folder, 'models/a/weights.bin'))).toEqual(weights);
  });

  it('refuses a record that cannot be read at the start, and skips one found later', async () => {
    mkdirSync(join(folder, 'late'));
    write('late/first.json', { ...settings, name: 'first', epochs: 80 });
    write('late/odd.json', { ...settings, name: 'odd' });
    write('late/last.json', { ...settings, name: 'last' });
    mkdirSync(join(folder, 'models/odd'));
    write('models/odd/training.json', { schemaVersion: 1 });
    const status = await run('--queue', 'late', '--status');
    expect(status.code).toBe(2);
    expect(status.stdout).toMatch(/\bodd .*unreadable record/);
    expect(status.stderr).toMatch(/models\/odd\/training\.json:1:1[\s\S]*the key "recipe"/);
    expect(await run('--queue', 'late')).toMatchObject({ code: 2, stdout: '' });

    rmSync(join(folder, 'models/odd'), { recursive: true });
    const running = run('--queue', 'late', '-j', '1');
    const begun = () => readdirSync(join(folder, '.rapa/training')).some((file) => file.startsWith('first'));
    await vi.waitUntil(begun, { timeout: 60_000, interval: 50 });
    mkdirSync(join(folder, 'models/odd'));
    write('models/odd/training.json', { schemaVersion: 1 });
    const { code, stdout, stderr } = await running;
    expect(code).toBe(3);
    expect(stdout).toMatch(/\blast .*finished[\s\S]*\bodd .*unreadable record/);
    expect(stderr).toContain('models/odd/training.json:1:1');
  }, 240_000);

  it('keeps the order of the paths, and takes files as well as folders', async () => {
    const { stdout } = await run('--queue', 'queue/a.json', 'queue', '--status');
    expect(stdout).toMatch(/\ba [\s\S]*\bb /);
  });

  it('answers flags and folders that make no sense with 2', async () => {
    mkdirSync(join(folder, 'twice'));
    write('twice/one.json', { ...settings, name: 'same' });
    write('twice/two.json', { ...settings, name: 'same' });
    write('circle.json', { ...settings, name: 'circle', extends: 'circle.json' });
    const cases: [string[], RegExp][] = [
      [['--queue', 'nowhere'], /nowhere[\s\S]*no such file or folder/],
      [['--queue', 'models'], /recipes, as JSON files with a name/],
      [['queue/a.json', '--status'], /add --queue/],
      [[], /a recipe, or --queue/],
      [['queue/a.json', '--queue', 'queue'], /after the flag/],
      [['--fresh', '--queue', 'queue'], /--fresh/],
      [['--queue', 'twice'], /two\.json[\s\S]*'same', the name of twice\/one\.json/],
      [['--queue', 'circle.json'], /circle\.json -> circle\.json/],
    ];
    for (const [words, message] of cases) {
      const { code, stderr } = await run(...words);
      expect(`${words.join(' ')}: ${code}`).toBe(`${words.join(' ')}: 2`);
      expect(stderr).toMatch(message);
    }
  });
});
