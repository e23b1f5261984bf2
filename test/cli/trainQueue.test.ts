import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeCheckpoint } from '../../src/training/checkpoint.js';
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
const lockOf = (name: string) => join(folder, `.rapa/training/${name}.checkpoint.lock`);
/** The process that trains a recipe, as soon as there is one other than `before`. */
const trainerOf = (name: string, before = 0) =>
  vi.waitFor(
    () => {
      const { pid } = JSON.parse(readFileSync(lockOf(name), 'utf8')) as { pid: number };
      expect(pid).not.toBe(before);
      return pid;
    },
    { timeout: 60_000, interval: 20 },
  );
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
    expect(stopped.stderr).toContain('The same command resumes from them.');
    expect(stopped.stderr).not.toContain('--resume');
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
    expect(again.stdout.match(/Nothing is left to train\./g)).toHaveLength(1);
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

  it('shows a checkpoint that cannot be resumed from as the state of its recipe, and trains the others', async () => {
    mkdirSync(join(folder, 'torn'));
    for (const name of ['noise', 'place', 'longer', 'edited', 'sound']) {
      write(`torn/${name}.json`, { ...settings, name, epochs: 3 });
    }
    const checkpoint = (name: string) => join(folder, `.rapa/training/${name}.checkpoint`);
    writeFileSync(checkpoint('noise'), 'noise');
    mkdirSync(checkpoint('place'));
    const state = { recipeSha256: '', epoch: 1, step: 0, lossSum: 0, errors: 0, history: [], durationMs: 1000 };
    writeCheckpoint(checkpoint('longer'), { ...state, epoch: 16 }, []);
    writeCheckpoint(checkpoint('edited'), { ...state, origin: { recipe: 'old', output: '', replaces: false } }, []);
    const status = await run('--queue', 'torn', '--status');
    expect(status.code).toBe(2);
    const queue = await run('--queue', 'torn');
    expect(queue.code).toBe(3);
    expect(queue.stdout).toMatch(/\bsound .*finished/);
    for (const { stdout, stderr } of [status, queue]) {
      for (const name of ['noise', 'place']) expect(stdout).toMatch(new RegExp(`\\b${name} .*unreadable checkpoint`));
      for (const name of ['longer', 'edited']) {
        expect(stdout).toMatch(new RegExp(`\\b${name} .*checkpoint of another recipe`));
        expect(stderr).toMatch(new RegExp(`remedy: .*remove .*${name}\\.checkpoint`));
      }
      expect(stdout).not.toMatch(/% done|-\d/);
      expect(stderr).toMatch(/remedy: .*remove .*noise\.checkpoint/);
      expect(stderr).toMatch(/place\.checkpoint\n.*\n.*a folder/);
    }
  }, 120_000);

  it('leaves a model without a record where it is, and names it', async () => {
    mkdirSync(join(folder, 'models/foreign'), { recursive: true });
    write('models/foreign/model.json', {});
    write('foreign.json', { ...settings, name: 'foreign' });
    const { code, stdout, stderr } = await run('--queue', 'foreign.json');
    expect(code).toBe(3);
    expect(stdout).toMatch(/foreign .*model without a record[\s\S]*Nothing else can be trained: 1 of 1/);
    expect(stderr).toMatch(/models\/foreign\n[\s\S]*move models\/foreign away/);
  });

  it('trains a model before those that start from it, and none whose start failed', async () => {
    mkdirSync(join(folder, 'chain'));
    write('chain/root.json', { ...settings, name: 'root' });
    write('chain/leaf.json', { ...settings, name: 'leaf', epochs: 4, startFrom: 'root' });
    write('chain/weed.json', { ...settings, name: 'weed', learningRate: 1e12 });
    write('chain/twig.json', { ...settings, name: 'twig', epochs: 4, startFrom: 'weed' });
    const { code, stdout, stderr } = await run('--queue', 'chain', '-j', '2');
    expect(code).toBe(3);
    expect(stdout).toMatch(/\bleaf .*finished[\s\S]*\btwig .*waiting[\s\S]*\broot .*finished/);
    expect(stderr).toContain('chain/weed.json failed');
    expect(stderr).toContain(
      'twig.json was not trained: it starts from weed, and chain/weed.json has no finished model',
    );
    // The model of another version of the base is taken as it is.
    write('chain/root.json', { ...settings, name: 'root', epochs: 2 });
    write('chain/bud.json', { ...settings, name: 'bud', startFrom: 'root' });
    const changed = await run('--queue', 'chain/bud.json', 'chain/root.json');
    expect(changed.stdout).toMatch(/\bbud .*finished[\s\S]*\broot .*model from another recipe/);
  }, 120_000);

  it('goes on when a recipe cannot be read any more, and says so', async () => {
    mkdirSync(join(folder, 'edited'));
    write('edited/slow.json', { ...settings, name: 'slow', epochs: 80 });
    write('edited/quick.json', { ...settings, name: 'quick' });
    write('edited/base.json', { ...settings, name: 'base' });
    write('edited/heir.json', { ...settings, name: 'heir', epochs: 2, startFrom: 'base' });
    const running = run('--queue', 'edited', '-j', '1');
    await vi.waitUntil(() => existsSync(lockOf('slow')), { timeout: 60_000, interval: 20 });
    for (const name of ['half', 'base']) writeFileSync(join(folder, `edited/${name}.json`), '{ "name": "half", "epo');
    write('edited/slow.json', { ...settings, name: 'slow', epochs: 81 });
    const { code, stdout, stderr } = await running;
    expect(code).toBe(3);
    expect(stdout).toMatch(/\bslow .*model from another recipe[\s\S]*\bquick .*finished/);
    expect(stderr).toMatch(/edited\/slow\.json was skipped.*remove models\/slow/);
    expect(stderr).toMatch(/edited\/half\.json:1:\d+/);
    expect(stderr).toContain(
      'heir.json was not trained: it starts from base, and edited/base.json has no finished model',
    );
  }, 120_000);

  it('leaves a recipe to the process that trains it, and says what ended such a process', async () => {
    mkdirSync(join(folder, 'shared'));
    write('shared/long.json', { ...settings, name: 'long', epochs: 100_000 });
    write('shared/brief.json', { ...settings, name: 'brief' });
    const running = run('--queue', 'shared/long.json');
    const pid = await trainerOf('long');
    const state = new RegExp(`\\blong .*training in process ${pid}\\b`);
    expect(await run('--queue', 'shared/long.json', '--status')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(state),
    });
    const refused = await run('shared/long.json', '--resume');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(new RegExp(`training in process ${pid}\n`));
    const second = await run('--queue', 'shared/long.json', 'shared/brief.json');
    expect(second.code).toBe(3);
    expect(second.stdout).toMatch(/\bbrief .*finished/);
    expect(second.stderr).toContain(
      `shared/long.json was skipped: it is in training in process ${pid}; if that process is gone, remove .rapa/training/long.checkpoint.lock.\n`,
    );
    expect(second.stderr).not.toMatch(/^long: /m);

    process.kill(pid, 'SIGKILL');
    const { code, stderr } = await running;
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /shared\/long\.json was ended by SIGKILL, for example for lack of memory; the same command continues/,
    );
    expect(stderr).not.toContain('see the message above');

    const together = run('shared/long.json', 'shared/brief.json', '--resume');
    process.kill(await trainerOf('long', pid), 'SIGKILL');
    const ended = await together;
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain('the same command with --resume continues from its checkpoint');
  }, 120_000);

  it('finds places that cannot be written before any training', async () => {
    mkdirSync(join(folder, 'full'));
    writeFileSync(join(folder, 'full/models'), '');
    const { code, stdout, stderr } = await runCli(['train', '--queue', '../queue'], { cwd: join(folder, 'full') });
    expect([code, stdout, stderr.split('\n')[0]]).toEqual([2, '', 'models/b']);
  });

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
      [['queue/a.json', 'queue/a.json'], /'a', the name of queue\/a\.json[\s\S]*once/],
      [['twice/one.json', 'twice/two.json'], /two\.json[\s\S]*'same', the name of twice\/one\.json/],
      [['queue/a.json', '-j', '4'], /--jobs[\s\S]*--queue/],
      [['queue/a.json', '--resume', '--fresh'], /one of the two/],
      [['--queue', 'circle.json'], /circle\.json -> circle\.json/],
    ];
    for (const [words, message] of cases) {
      const { code, stderr } = await run(...words);
      expect(`${words.join(' ')}: ${code}`).toBe(`${words.join(' ')}: 2`);
      expect(stderr).toMatch(message);
    }
  });
});
