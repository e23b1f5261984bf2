import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository, runCli } from '../support/runCli.js';

const fixtures = `${repository}/test/models/answers`;
const answers = JSON.parse(readFileSync(`${fixtures}/keras.json`, 'utf8'));
let folder = '';
const check = (model: string, ...words: string[]) =>
  runCli(['check-model', model.includes('/') ? model : `${fixtures}/${model}`, ...words], { cwd: folder });
const write = (name: string, value: unknown) =>
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-answers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('check-model', () => {
  it('ends with 0 where the model answers as in Python', async () => {
    const { code, stdout } = await check('keras-graph', '--expect', `${fixtures}/keras.json`, '--format', 'tfjs-graph');
    expect(stdout).toMatch(/tfjs-graph, 2 images of 6 x 7 x 2 on wasm\noutputs: agree, [\s\S]*gradients: agree, /);
    expect(code).toBe(0);
  });

  it('ends with 1 where it does not, with the largest differences and their images', async () => {
    const changed = structuredClone(answers);
    changed.outputs[1][2] = 0.5;
    write('changed.json', changed);
    const { code, stdout } = await check('keras-layers', '--expect', 'changed.json');
    expect(stdout).toMatch(/outputs: DIFFER by up to 0\.1\d+, of 0\.5; allowed are 0\.00005\n/);
    expect(stdout).toMatch(/outputs\[1\]\[2\] +1 +0\.500000 +0\.36/);
    expect(stdout).toMatch(/gradients: agree/);
    expect(code).toBe(1);
    const { code: tolerant } = await check('keras-layers', '--expect', 'changed.json', '--tolerance', '0.5');
    expect(tolerant).toBe(0);
  });

  it('reads a model by flags as by the suite that has it', async () => {
    const pixels = answers.inputs.flat(3).map((value: number) => (value + 1) / 2);
    let at = 0;
    const inputs = answers.inputs.map((image: number[][][]) =>
      image.map((row) => row.map((p) => p.map(() => pixels[at++]))),
    );
    write('pixels.json', { inputs, outputs: answers.outputs });
    const preprocessing = { scale: [2, 2], offset: -1 };
    write('suite.json', {
      name: 'own',
      dataset: { name: 'mnist' },
      models: [{ id: 'mine', path: `${fixtures}/keras-layers`, preprocessing }],
      attacks: [{ id: 'fgsm', kind: 'fgsm', epsilons: [0.1] }],
    });
    const { code, stdout } = await check('keras-layers', '--expect', 'pixels.json', '--scale', '2,2', '--offset', '-1');
    expect([code, stdout]).toEqual([0, expect.stringContaining('gradients: the file has none')]);
    const bySuite = await runCli(['check-model', 'mine', '--suite', 'suite.json', '--expect', 'pixels.json'], {
      cwd: folder,
    });
    expect(bySuite.stdout).toMatch(/outputs: agree/);
    expect(bySuite.code).toBe(0);
    expect((await check('keras-layers', '--expect', 'pixels.json')).code).toBe(1);
    const both = await check('keras-layers', '--suite', 'suite.json', '--expect', 'pixels.json', '--scale', '2');
    expect([both.code, both.stderr]).toEqual([2, expect.stringMatching(/--scale[\s\S]*remove one of the two/)]);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{"inputs": [[[[NaN]]]], "outputs": [[1]]}', /JSON has no NaN and Infinity/],
    ['a key too many', { ...answers, output: [] }, /found: +output[\s\S]*did you mean outputs/],
    [
      'ragged lists',
      {
        ...answers,
        outputs: [
          [1, 2, 3],
          [1, 2],
        ],
      },
      /\/outputs[\s\S]*a list of 3 everywhere[\s\S]*a list of 2/,
    ],
    ['texts', { ...answers, outputs: [['a'], ['b']] }, /a number everywhere[\s\S]*"a"/],
    ['no inputs', { outputs: [[1]] }, /\/inputs[\s\S]*lists of numbers[\s\S]*nothing/],
    ['a batch too few', { ...answers, outputs: [[1, 2, 3]] }, /for each of 2 images[\s\S]*1 x 3/],
    ['flat gradients', { ...answers, gradients: [1, 2] }, /\/gradients[\s\S]*2 x 6 x 7 x 2, as the inputs are/],
  ])('ends with 2 for a file with %s', async (_, value, message) => {
    write('bad.json', value);
    const { code, stderr } = await check('keras-layers', '--expect', 'bad.json');
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });

  it('ends with 2 for inputs of another size, and says where they come from', async () => {
    const cut = answers.inputs.map((image: number[][][]) => image.slice(1));
    write('cut.json', { inputs: cut, outputs: answers.outputs });
    const { code, stderr } = await check('keras-layers', '--expect', 'cut.json');
    expect(code).toBe(2);
    expect(stderr).toMatch(/expected: input of 5 x 7 x 2, from the inputs in cut\.json\n/);
    expect(stderr).toMatch(/remedy: +write inputs of the size that the model takes/);
  });

  it('ends with 2 for flags that make no sense and files that are not there', async () => {
    const gone = await check('keras-layers', '--expect', 'gone.json');
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringMatching(/no such file/)]);
    expect((await check('nowhere/model', '--expect', `${fixtures}/keras.json`)).code).toBe(2);
    const scale = await check('keras-layers', '--expect', `${fixtures}/keras.json`, '--scale', '1,,2');
    const std = await check('keras-layers', '--expect', `${fixtures}/keras.json`, '--std', '0');
    expect([std.code, std.stderr]).toEqual([2, expect.stringMatching(/numbers above 0, found '0'/)]);
    expect([scale.code, scale.stderr]).toEqual([2, expect.stringMatching(/numbers such as 0\.5,0\.4,0\.3/)]);
    const size = await check('keras-layers', '--expect', `${fixtures}/keras.json`, '--resize', '0x3');
    expect(size.code).toBe(2);
  });
});
