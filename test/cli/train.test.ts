import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingRecord } from '../../src/contract/trainingRecord.js';
import { interruptCli, runCli } from '../support/runCli.js';

let folder = '';
const recipe = {
  name: 'tiny',
  dataset: { name: 'mnist' },
  architecture: {
    channels: [4, 4, 4],
    kernelSize: 3,
    tiling: 'random',
    tiles: [4, 2, 1],
    initialisation: 'replicated',
  },
  epochs: 1,
  batchSize: 50,
  learningRate: 0.02,
  momentum: 0.9,
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-train-'));
  writeFileSync(join(folder, 'tiny.json'), JSON.stringify(recipe));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('train', () => {
  it('stops at Ctrl-C with a checkpoint, requires a decision about it, and resumes to the model of an uninterrupted run', async () => {
    expect((await runCli(['train', 'tiny.json', '-o', 'whole'], { cwd: folder })).code).toBe(0);
    const stopped = await interruptCli(['train', 'tiny.json', '-o', 'resumed'], /from the start/, { cwd: folder });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('train tiny.json -o resumed --resume');
    const unsure = await runCli(['train', 'tiny.json', '-o', 'resumed'], { cwd: folder });
    expect(unsure.code).toBe(2);
    expect(unsure.stderr).toMatch(/--resume.*--fresh/);
    expect(existsSync(join(folder, 'resumed'))).toBe(false);
    const { code, stdout } = await runCli(['train', 'tiny.json', '-o', 'resumed', '--resume'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/resumed: test error \d/);
    const weights = (name: string) => readFileSync(join(folder, name, 'weights.bin'));
    expect(weights('resumed')).toEqual(weights('whole'));
    const record = JSON.parse(readFileSync(join(folder, 'resumed/training.json'), 'utf8')) as TrainingRecord;
    expect(record.final.testError).toBeLessThan(0.5);
    expect(record.recipe.architecture.tiles).toEqual([4, 2, 1]);
    const list = await runCli(['models', '.'], { cwd: folder });
    expect(list.stdout).toMatch(/resumed.*mnist.*random.*4, 2, 1/);
  });

  it('replaces a finished model only if asked; resuming a finished training changes nothing', async () => {
    const train = (...words: string[]) => runCli(['train', ...words], { cwd: folder });
    const time = () => statSync(join(folder, 'whole', 'model.json')).mtimeMs;
    const before = time();
    const refused = await train('tiny.json', '-o', 'whole');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/found: +the finished model of this recipe/);
    expect(refused.stderr).toMatch(/--fresh.*--output/s);
    const resumed = await train('tiny.json', '-o', 'whole', '--resume');
    expect([resumed.code, resumed.stderr]).toEqual([0, '']);
    expect(resumed.stdout).toMatch(/^whole: test error \d/);
    writeFileSync(join(folder, 'longer.json'), JSON.stringify({ ...recipe, epochs: 2 }));
    const other = await train('longer.json', '-o', 'whole', '--resume');
    expect([other.code, time()]).toEqual([2, before]);
    expect(other.stderr).toContain('an earlier version of this recipe');
    expect((await train('tiny.json', '-o', 'whole', '--fresh')).code).toBe(0);
    expect(time()).toBeGreaterThan(before);
  });

  it('resumes over a finished model only what was started over with --fresh there', async () => {
    const place = join(folder, 'versions');
    mkdirSync(place);
    const small = { ...recipe, name: 'e', architecture: { channels: [2, 2, 2], kernelSize: 3 }, batchSize: 400 };
    const write = (epochs: number) => writeFileSync(join(place, 'e.json'), JSON.stringify({ ...small, epochs }));
    const stop = (...words: string[]) => interruptCli(['train', 'e.json', ...words], /from the start/, { cwd: place });
    const train = (...words: string[]) => runCli(['train', 'e.json', ...words], { cwd: place });
    const weights = () => readFileSync(join(place, 'models/e/weights.bin'));
    write(1);
    expect((await train()).code).toBe(0);
    const first = weights();

    write(2);
    expect((await stop('-o', 'other')).code).toBe(130);
    const refused = await train('--resume');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/an earlier version of this recipe[\s\S]*--fresh instead of --resume/);
    expect((await train('--resume', '--fresh')).code).toBe(2);
    expect(weights()).toEqual(first);
    expect((await train('-o', 'other', '--resume')).code).toBe(0);

    expect((await stop('--fresh')).code).toBe(130);
    expect(weights()).toEqual(first);
    expect((await train('--resume')).code).toBe(0);
    expect(weights()).toEqual(readFileSync(join(place, 'other/weights.bin')));
    expect(existsSync(join(place, '.rapa/training/e.checkpoint'))).toBe(false);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)(
    'stops at %s too; a resumed training sweeps half-written files',
    async (signal) => {
      const name = `stopped-${signal}`;
      writeFileSync(join(folder, `${name}.json`), JSON.stringify({ ...recipe, name, epochs: 3 }));
      const words = ['train', `${name}.json`];
      const stopped = await interruptCli([...words, '--fresh'], /from the start/, { cwd: folder, signal });
      expect(stopped.code).toBe(130);
      expect(stopped.stderr).toMatch(
        new RegExp(`the checkpoint is kept. Resume with: .* train ${name}.json --resume\n`),
      );
      const checkpoints = join(folder, '.rapa/training');
      expect(existsSync(join(checkpoints, `${name}.checkpoint`))).toBe(true);
      // No process has this number: it is above Linux's highest.
      const left = join(checkpoints, `${name}.checkpoint.4194999.0.part`);
      writeFileSync(left, '');
      utimesSync(left, 1, 1);
      const going = await interruptCli([...words, '--resume'], /from epoch 1, step \d+\./, {
        cwd: folder,
        signal,
      });
      expect(going.code).toBe(130);
      expect(existsSync(left)).toBe(false);
    },
  );

  it('trains several recipes in parallel with the same results as separately', async () => {
    const small = { ...recipe, architecture: { channels: [2, 2, 2], kernelSize: 3 }, batchSize: 400 };
    for (const seed of [1, 2]) {
      writeFileSync(join(folder, `seed${seed}.json`), JSON.stringify({ ...small, name: `seed${seed}`, seed }));
    }
    const both = await runCli(['train', 'seed1.json', 'seed2.json'], { cwd: folder });
    expect(both.code).toBe(0);
    for (const seed of [1, 2])
      expect(both.stdout).toMatch(new RegExp(`seed${seed}\\.json: models/seed${seed}: test error`));
    await runCli(['train', 'seed2.json', '-o', 'alone'], { cwd: folder });
    const weights = (path: string) => readFileSync(join(folder, path, 'weights.bin'));
    expect(weights('alone')).toEqual(weights('models/seed2'));
    expect(weights('alone')).not.toEqual(weights('models/seed1'));
    const refused = await runCli(['train', 'seed1.json', 'seed2.json', '-o', 'both'], { cwd: folder });
    expect(refused.code).toBe(2);
  });

  it('finds places that cannot be written before any training, and leaves nothing there', async () => {
    const place = join(folder, 'places');
    mkdirSync(join(place, 'afolder'), { recursive: true });
    writeFileSync(join(place, 'tiny.json'), JSON.stringify({ ...recipe, epochs: 50 }));
    writeFileSync(join(place, 'afile'), '');
    const cases: [string[], string][] = [
      [['-o', 'afile'], 'afile'],
      [['-o', 'afile/model'], 'afile/model'],
      [['--checkpoint', 'afile/c'], 'afile'],
      [['--checkpoint', 'afolder'], 'afolder'],
      [['--checkpoint', 'afolder', '--resume'], 'afolder'],
      [['--checkpoint', 'afolder', '--fresh'], 'afolder'],
    ];
    for (const [words, where] of cases) {
      const { code, stderr } = await runCli(['train', 'tiny.json', ...words], { cwd: place });
      expect(`${words.join(' ')}: ${code}`).toBe(`${words.join(' ')}: 2`);
      expect(stderr).toMatch(new RegExp(`^${where}\n  expected: [\\s\\S]*remedy:`));
    }
    writeFileSync(join(place, 'models'), '');
    const taken = await runCli(['train', 'tiny.json'], { cwd: place });
    expect([taken.code, taken.stderr.split('\n')[0]]).toEqual([2, 'models/tiny']);
    expect(readdirSync(place).sort()).toEqual(['afile', 'afolder', 'models', 'tiny.json']);
  });

  it('answers bad recipes and missing data with 2 and a remedy', async () => {
    writeFileSync(join(folder, 'bad.json'), JSON.stringify({ ...recipe, epoch: 2, learningRate: -1 }));
    const bad = await runCli(['train', 'bad.json'], { cwd: folder });
    expect(bad.code).toBe(2);
    expect(bad.stderr).toMatch(/bad\.json:1:\d+ \/learningRate[\s\S]*epochs/);
    writeFileSync(join(folder, 'cifar.json'), JSON.stringify({ ...recipe, dataset: { name: 'cifar10' } }));
    const missing = await runCli(['train', 'cifar.json'], { cwd: folder });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(/run `.* data cifar10`/);
    const tiles = { ...recipe, architecture: { ...recipe.architecture, tiles: [5000, 2, 1] } };
    writeFileSync(join(folder, 'tiles.json'), JSON.stringify(tiles));
    const crowded = await runCli(['train', 'tiles.json'], { cwd: folder });
    expect(crowded.code).toBe(2);
    expect(crowded.stderr).toContain('5000 tiles for 1024 patches');
  });
});
