import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository, runCli } from '../support/runCli.js';

let folder = '';
const init = (...words: string[]) => runCli(['init', ...words], { cwd: folder });
const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-init-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('init', () => {
  it('writes a suite that runs as it is, and says how', async () => {
    const { code, stdout } = await init();
    expect(code).toBe(0);
    expect(stdout).toMatch(/suites\/my-suite\.json written\. Run it:\n {2}.* eval suites\/my-suite\.json\n/);
    expect(read('suites/my-suite.json')).toMatchObject({ name: 'my-suite', models: [{ id: 'baseline' }] });
    const run = await runCli(['eval', 'suites/my-suite.json', '-L', '60', '-j', '1'], { cwd: folder });
    expect(run.stdout).toMatch(/✓ relative accuracy of baseline under fgsm at 21 dB/);
    expect(run.code).toBe(0);
  });

  it('takes a model of the user, and names it after its folder', async () => {
    const { code, stdout } = await init('own.json', '--model', `${repository}/models/mnist/random-16`);
    expect(code).toBe(0);
    const { models } = read('own.json');
    expect(models[0].id).toBe('random-16');
    const { code: valid } = await runCli(['validate', 'own.json'], { cwd: folder });
    expect(valid).toBe(0);
    expect(stdout).toMatch(/later runs must not fall below:\n {2}.* eval own\.json --update-baseline\n$/);
  });

  it('asserts no figure of a model that it does not know, so that the first run passes, and the second is held to it', async () => {
    await init('held.json', '--model', `${repository}/models/mnist/random-16`);
    const suite = read('held.json');
    expect(suite.assertions).toBeUndefined();
    suite.dataset.images = 40;
    writeFileSync(join(folder, 'held.json'), JSON.stringify(suite));
    const flags = ['eval', 'held.json', '-j', '1'];
    const first = await runCli([...flags, '--update-baseline'], { cwd: folder });
    expect(first.code, first.stderr).toBe(0);
    const second = await runCli(flags, { cwd: folder });
    expect(second.code, second.stderr).toBe(0);
    expect(second.stdout).toMatch(/within noise/);
  });

  it('takes the data set that the model was trained for', async () => {
    const flags = ['--model', `${repository}/models/cifar10/baseline`, '--dataset', 'cifar10'];
    expect((await init('coloured.json', ...flags)).code).toBe(0);
    expect(read('coloured.json').dataset).toEqual({ name: 'cifar10', split: 'test' });
    expect((await init('none.json', '--dataset', 'imageFolder')).code).toBe(2);
  });

  it('overwrites nothing, and refuses a model that is not there', async () => {
    await init('twice.json');
    const before = read('twice.json');
    const again = await init('twice.json', '--model', `${repository}/models/mnist/random-16`);
    expect([again.code, read('twice.json')]).toEqual([2, before]);
    const missing = await init('other.json', '--model', 'nowhere');
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('nothing at nowhere');
  });
});
