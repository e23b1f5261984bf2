import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackOutcomes } from '../../src/contract/packOutcomes.js';
import { type PluginFolder, pluginFolder } from '../support/pluginFolder.js';

let folder: PluginFolder;
beforeAll(() => {
  folder = pluginFolder();
});
afterAll(() => rmSync(folder.path, { recursive: true }));

const dataAndModel = './brightHalf.mjs';
const attackText = (body: string, more = '') =>
  `export default rapa.defineAttack({ kind: 'own', description: 'An attack.', passes: () => ({ gradients: 1 }), ${more}
  perturb: ({ settings, model, pixels, epsilon, random, project }) => ${body} });`;
const signStep = 'pixels.add(model.gradient(pixels).sign().mul(epsilon)).clipByValue(0, 1)';
const sweep = { epsilons: ['2/255', '8/255'] };
const fgsm = { id: 'fgsm', kind: 'fgsm', ...sweep };
const own = { id: 'own', kind: 'own', ...sweep };
const writeSuite = (attacks: object[], plugins: string[], more: object = {}) =>
  folder.suite({ attacks, plugins: [dataAndModel, ...plugins], assertions: [], ...more });

describe('the example of a suite with plug-ins', () => {
  it('runs, names its plug-ins and shows their figures', async () => {
    const { code, stdout, stderr } = await folder.run('eval', 'suite.json', '-j', '1', '-o', 'example');
    expect([code, stderr]).toEqual([0, expect.not.stringMatching(/bug in the harness|Error/)]);
    expect(stdout).toContain('Accuracy of the worst class under ni-fgsm');
    const results = JSON.parse(readFileSync(join(folder.path, 'example', 'results.json'), 'utf8'));
    expect(results.plugins).toMatchObject([
      { file: './nesterov.mjs', adds: ['attack ni-fgsm', 'metric worstClassAccuracy'] },
      { file: './brightHalf.mjs', adds: ['data set bright-half', 'model format softmax-regression'] },
    ]);
    expect(results.models[0].reading.format).toBe('softmax-regression');
    const labels = Array.from({ length: 60 }, (_, image) => image % 2);
    const curve = results.cells.find(({ attack }: { attack: string }) => attack === 'ni-fgsm');
    // Deterministic: the packed outcomes are one character for each image, 0 or 1.
    for (const [point, { outcomes }] of curve.points.entries()) {
      const shares = [0, 1].map((label) => {
        const hits = labels.flatMap((own, image) => (own === label ? [Number(unpacked(outcomes)[image])] : []));
        return hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
      });
      const row = results.metrics.find(
        (metric: { attack: string; point: number }) => metric.attack === 'ni-fgsm' && metric.point === point,
      );
      expect(row.value).toBeCloseTo(Math.min(...shares), 12);
    }
    const page = readFileSync(join(folder.path, 'example', 'index.html'), 'utf8');
    expect(page).toContain('Metrics of plug-ins');
    expect(page).toContain('NI-FGSM: 5 sign steps along a momentum of 1');
  });

  it('is validated with its model, and reported again without the plug-ins', async () => {
    expect((await folder.run('validate', 'suite.json')).stdout).toContain('softmax-regression, gives logits');
    const kept = readFileSync(join(folder.path, 'nesterov.mjs'), 'utf8');
    rmSync(join(folder.path, 'nesterov.mjs'));
    const { code, stdout } = await folder.run('report', join('example', 'results.json'), '--reporter', 'console');
    writeFileSync(join(folder.path, 'nesterov.mjs'), kept);
    expect([code, stdout.includes('Accuracy of the worst class under ni-fgsm')]).toEqual([0, true]);
  });
});

describe('an attack from a plug-in', () => {
  it('gives the outcomes of the built-in one whose steps it takes, also in transfers and ensembles', async () => {
    folder.plugin('own.mjs', attackText(signStep));
    const inTransfer = (kind: string) => ({ kind: 'transfer', source: { model: 'regression' }, attack: { kind } });
    const attacks = [
      ...[fgsm, own],
      ...['fgsm', 'own'].map((kind) => ({ id: `transfer-${kind}`, ...inTransfer(kind), ...sweep })),
      ...['fgsm', 'own'].map((kind) => ({
        ...{ id: `ensemble-${kind}`, kind: 'ensemble', ...sweep },
        attacks: [{ kind }, { kind: 'bim', steps: 2 }],
      })),
    ];
    writeSuite(attacks, ['./own.mjs']);
    const { cells } = await folder.evaluate();
    const outcomes = (id: string) => cells.find(({ attack }) => attack === id)!.points.map((point) => point.outcomes);
    expect(new Set(outcomes('fgsm')).size).toBe(2);
    expect(outcomes('own')).toEqual(outcomes('fgsm'));
    expect(outcomes('transfer-own')).toEqual(outcomes('transfer-fgsm'));
    expect(outcomes('ensemble-own')).toEqual(outcomes('ensemble-fgsm'));
  });

  it('has its parameters checked and its defaults filled in', async () => {
    const more = `norms: ['l2', 'linf'], parameters: { size: rapa.positive({ description: 'Size', default: 2 }) },
      sentence: ({ size, norm }) => \`Of the size \${size} in \${norm}.\`,`;
    folder.plugin('own.mjs', attackText('pixels', more));
    writeSuite([{ ...own, size: -1, norm: 'l0', sise: 3 }], ['./own.mjs']);
    const { code, stderr } = await folder.run('eval', 'suite.json');
    expect(code).toBe(2);
    expect(stderr).toMatch(/\/attacks\/0\/size\n.*a number above 0/);
    expect(stderr).toMatch(/\/attacks\/0\/norm\n.*one of "l2", "linf"/);
    expect(stderr).toMatch(/\/attacks\/0\/sise\n/);
    writeSuite([{ ...own, epsilons: [1.5] }], ['./own.mjs']);
    const { attacks } = await folder.evaluate();
    expect(attacks[0]).toMatchObject({ size: 2, norm: 'l2', eot: 1 });
    expect(attacks[0]).toMatchObject({ plugin: { sentence: 'Of the size 2 in l2.', norm: 'l2' } });
  });

  it('is computed again when it or what it imports changes, and nothing else is', async () => {
    writeFileSync(join(folder.path, 'share.mjs'), 'export const share = 1;');
    const text = `import { share } from './share.mjs';\n${attackText('pixels.add(model.gradient(pixels).sign().mul(epsilon).mul(share)).clipByValue(0, 1)')}`;
    folder.plugin('own.mjs', text);
    writeSuite([fgsm, own], ['./own.mjs']);
    await folder.evaluate();
    const again = await folder.evaluate();
    expect(again.environment.computedCells).toBe(0);
    writeFileSync(join(folder.path, 'share.mjs'), 'export const share = 0;');
    const { environment, cells, plugins } = await folder.evaluate();
    const cellsOf = (id: string) => cells.find(({ attack }) => attack === id)!;
    expect(environment.computedCells).toBe(cellsOf('own').parts.length);
    expect(plugins![1]!.sha256).not.toBe(again.plugins![1]!.sha256);
    expect(cellsOf('own').points.map(({ hits }) => hits)).toEqual([
      cellsOf('own').clean.hits,
      cellsOf('own').clean.hits,
    ]);
  });

  it.each([
    ['pixels.add(1)', /image \d+: .*not in \[0, 1\]|image \d+/],
    ['pixels.add(epsilon.mul(2)).clipByValue(0, 1)', /perturbation of linf norm .* above epsilon/],
    ['null', /own\.mjs, attack own: perturb returned null/],
    ['pixels.toInt()', /perturb returned int32/],
    ['{ throw new Error("no luck"); }', /own\.mjs, attack own: no luck/],
  ])('fails its cells if it makes %s', async (body, message) => {
    folder.plugin('own.mjs', attackText(body));
    writeSuite([own], ['./own.mjs'], { dataset: { name: 'bright-half', images: 10 } });
    const { code, stderr, stdout } = await folder.run(
      'eval',
      'suite.json',
      '-j',
      '1',
      '-o',
      'failed',
      '--no-calibrate',
    );
    expect([code, stderr + stdout]).toEqual([3, expect.stringMatching(message)]);
  });
});

describe('a plug-in that cannot be used', () => {
  it.each([
    ['is not there', null, /gone\.mjs\n.*a JavaScript module\n.*no such file/],
    ['has a syntax error', 'export default {', /gone\.mjs\n.*can be imported\n.*Unexpected/],
    ['throws', 'throw new Error("no luck");', /gone\.mjs\n.*can be imported\n.*no luck \(.*gone\.mjs:2/],
    ['imports what is not installed', "import 'none-such';", /none-such.*\n.*npm install/],
    ['defines nothing', 'export const one = 1;', /gone\.mjs\n.*defineAttack.*\n.*exports one/],
    ['takes a built-in name', "export default rapa.defineAttack({ kind: 'pgd' });", /attack pgd, kind\n.*free/],
    [
      'lacks a field',
      "export default rapa.defineMetric({ name: 'm', description: 'M.' });",
      /metric m, compute\n.*function/,
    ],
    ['has a field too many', `${attackText('pixels', "colour: 'red',")}`, /attack own, colour\n/],
    [
      'states wrong passes',
      attackText('pixels', 'usesGradients: false,'),
      /attack own, passes\n.*\n.*gradients, although usesGradients is false/,
    ],
    [
      'defines a name twice',
      `${attackText('pixels')}\nexport const other = rapa.defineAttack({ kind: 'own', description: '', passes: () => ({}), perturb: () => null });`,
      /attack own\n.*no other plug-in/,
    ],
    [
      'replaces a kernel',
      `const backendName = rapa.tf.getBackend(); // none yet outside workers
       if (backendName !== undefined && rapa.tf.getKernel('Sign', backendName) !== undefined) {
         rapa.tf.unregisterKernel('Sign', backendName);
         rapa.tf.registerKernel({ kernelName: 'Sign', backendName, kernelFunc: () => null });
       }
       ${attackText('pixels')}`,
      /another kernel Sign on wasm/,
    ],
  ])('is named if it %s', async (_, text, message) => {
    rmSync(join(folder.path, 'gone.mjs'), { force: true });
    if (text !== null) folder.plugin('gone.mjs', text);
    writeSuite([own], ['./gone.mjs']);
    const { code, stderr } = await folder.run('eval', 'suite.json', '-j', '1', '--no-calibrate');
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('does not run with --no-plugins', async () => {
    folder.plugin(
      'own.mjs',
      `import { writeFileSync } from 'node:fs'; writeFileSync('ran.txt', ''); ${attackText('pixels')}`,
    );
    writeSuite([own], ['./own.mjs']);
    for (const command of ['eval', 'validate']) {
      const { code, stderr, stdout } = await folder.run(command, 'suite.json', '--no-plugins');
      expect([code, stderr + stdout]).toEqual([2, expect.stringMatching(/suite\.json.* \/plugins\n.*--no-plugins/)]);
    }
    expect(existsSync(join(folder.path, 'ran.txt'))).toBe(false);
  });

  it('ends a run in which it changes', async () => {
    const touch = `import { appendFileSync } from 'node:fs'; import { isMainThread } from 'node:worker_threads';
      if (!isMainThread) appendFileSync(new URL(import.meta.url), '\\n// changed');`;
    folder.plugin('own.mjs', `${touch}\n${attackText('pixels')}`);
    writeSuite([own], ['./own.mjs']);
    const { code, stderr } = await folder.run('eval', 'suite.json', '-j', '1', '--no-calibrate');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/own\.mjs\n.*planned with.*\n.*a different one/)]);
  });

  it.each([
    [
      'pixels',
      '{ shape: [2, 2, 1], classNames: ["a", "b"], pixels: new Uint8Array(7), labels: [0, 1] }',
      /2 images of 4/,
    ],
    [
      'labels',
      '{ shape: [2, 2, 1], classNames: ["a", "b"], pixels: new Uint8Array(8), labels: [0, 2] }',
      /from 0 to 1\n.*2/,
    ],
    [
      'pixels',
      '{ shape: [2, 2, 1], classNames: ["a", "b"], pixels: new Float32Array(8).fill(2), labels: [0, 1] }',
      /\[0, 1\]/,
    ],
  ])('is named if its data set has wrong %s', async (field, images, message) => {
    folder.plugin(
      'data.mjs',
      `export default rapa.defineDataset({ name: 'own-data', load: async () => (${images}) });`,
    );
    writeSuite([fgsm], ['./data.mjs'], { dataset: { name: 'own-data' } });
    const { code, stderr } = await folder.run('eval', 'suite.json');
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(stderr).toContain(`./data.mjs, data set own-data, ${field}`);
  });

  it('is named if its metric gives no number', async () => {
    folder.plugin('m.mjs', "export default rapa.defineMetric({ name: 'm', description: 'M.', compute: () => 0 / 0 });");
    writeSuite([fgsm], ['./m.mjs']);
    const { code, stderr } = await folder.run('eval', 'suite.json', '-j', '1', '--no-calibrate');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/m\.mjs, metric m, at regression fgsm .*\n.*\n.*NaN/)]);
  });
});

describe('metrics of plug-ins', () => {
  it('are asserted on, may exceed 1, and are the same merged from shards', async () => {
    folder.plugin(
      'm.mjs',
      `export default rapa.defineMetric({ name: 'right', description: 'Images right under attack.',
        compute: ({ attacked }) => attacked.filter((share) => share === 1).length });`,
    );
    const assertions = [{ metric: 'right', select: { attack: 'fgsm', epsilon: '2/255' }, min: 5, max: 60 }];
    writeSuite([fgsm], ['./m.mjs'], { assertions });
    const whole = await folder.evaluate();
    expect(whole.verdict).toMatchObject({ status: 'pass', assertions: [{ status: 'pass' }] });
    expect(whole.metrics).toMatchObject(
      whole.cells[0]!.points.map(({ hits }, point) => ({ metric: 'right', point, value: hits })),
    );
    const shards = [1, 2].map((shard) => `shard-${shard}`);
    for (const [index, shard] of shards.entries()) {
      const { code } = await folder.run(
        'eval',
        'suite.json',
        '-j',
        '1',
        '--shard',
        `${index + 1}/2`,
        '-o',
        shard,
        '--quiet',
      );
      expect(code).toBe(0);
    }
    const { code, stderr } = await folder.run('merge', ...shards, '-o', 'merged');
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    const merged = JSON.parse(readFileSync(join(folder.path, 'merged', 'results.json'), 'utf8'));
    expect(merged.metrics).toEqual(whole.metrics);
    expect(merged.verdict).toEqual(whole.verdict);
  });
});

function unpacked(outcomes: string): readonly number[] {
  return unpackOutcomes(outcomes, 60, 1, { where: 'test' });
}
