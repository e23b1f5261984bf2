import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/base/stableHash.js';
import type { ResultFile } from '../../src/contract/resultFile.js';
import { readModel } from '../../src/models/modelReaders.js';
import { interruptCli, repository, runCli, runPassing } from '../support/runCli.js';

let folder = '';
const cache = () => ({ RAPA_CACHE_DIR: join(folder, 'cache') });
const run = (...words: string[]) => runCli(words, { cwd: folder, env: cache() });
const pass = (...words: string[]) => runPassing(words, { cwd: folder, env: cache() });
const results = (output: string): ResultFile => JSON.parse(readFileSync(join(folder, output, 'results.json'), 'utf8'));
/** Results without what depends on time, machine and division of labour. */
const comparable = ({ environment: _, command: __, ...rest }: ResultFile) => rest;

const suite = {
  name: 'small',
  dataset: { name: 'mnist', split: 'test' },
  models: [
    { id: 'baseline', path: 'models/baseline' },
    { id: 'random-16', path: 'models/random-16' },
  ],
  attacks: [{ id: 'fgsm', kind: 'fgsm', snrDb: [30, 15, 9] }],
  evaluation: { draws: 2 },
  reference: { model: 'baseline', snrDb: 15 },
};

function writeSuite(file: string, changes: object = {}): void {
  writeFileSync(join(folder, file), JSON.stringify({ ...suite, ...changes }));
}

/** Copies a shipped model with noise on its weights, as damage that its own checksum does not tell of. */
function damageModel(target: string): void {
  const path = join(folder, target);
  cpSync(join(repository, 'models/mnist/baseline'), path, { recursive: true });
  const weights = readFileSync(join(path, 'weights.bin'));
  for (let at = 0; at < weights.length; at += 4) {
    weights.writeFloatLE(weights.readFloatLE(at) * (1 + 1.6 * Math.sin(at)), at);
  }
  writeFileSync(join(path, 'weights.bin'), weights);
  const json = readFileSync(join(path, 'model.json'), 'utf8');
  writeFileSync(
    join(path, 'model.json'),
    json.replace(/"weightsSha256": "[0-9a-f]+"/, `"weightsSha256": "${sha256(weights)}"`),
  );
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-eval-'));
  mkdirSync(join(folder, 'models'));
  for (const name of ['baseline', 'random-16']) {
    cpSync(join(repository, 'models/mnist', name), join(folder, 'models', name), { recursive: true });
  }
  writeSuite('small.json');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('eval', () => {
  it('writes every report, prints the answer and passes', async () => {
    const { code, stdout, stderr } = await run('eval', 'small.json', '-L', '300');
    expect(stderr).toContain('0 cached');
    expect(code).toBe(0);
    for (const word of ['baseline', 'random-16', 'PARTIAL', '15 dB']) expect(stdout).toContain(word);
    const files = readdirSync(join(folder, 'reports/small'), { recursive: true }) as string[];
    expect(files).toEqual(expect.arrayContaining(['results.json', 'index.html', 'summary.md', 'junit.xml']));
    expect(files.some((file) => file.endsWith('.png'))).toBe(true);
    expect(files.filter((file) => file.endsWith('.part'))).toEqual([]);
  });

  it('computes nothing the second time and answers the same', async () => {
    await pass('eval', 'small.json', '-L', '300', '-o', 'first');
    const { stderr } = await pass('eval', 'small.json', '-L', '300', '-o', 'second');
    expect(stderr).toMatch(/0 of 12 cells to compute \(12 cached\)/);
    expect(comparable(results('second'))).toEqual(comparable(results('first')));
    expect(results('second').environment.computedCells).toBe(0);
  });

  it('gives the same results with one worker and two, computed or from the cache', async () => {
    await pass('eval', 'small.json', '-L', '300', '-o', 'one', '-j', '1', '--fresh');
    await pass('eval', 'small.json', '-L', '300', '-o', 'two', '-j', '2', '--fresh');
    expect(comparable(results('two'))).toEqual(comparable(results('one')));
  });

  it('attacks from a model that it does not evaluate, by transfer and in an ensemble, the same with any workers', async () => {
    const attack = { kind: 'pgd', steps: 3 };
    const transfer = { kind: 'transfer', source: { path: 'models/baseline' }, attack };
    writeSuite('composed.json', {
      models: [suite.models[1]],
      attacks: [
        { id: 'transfer', snrDb: [9], ...transfer },
        { id: 'ensemble', kind: 'ensemble', attacks: [{ kind: 'fgsm' }, transfer], eot: 10, snrDb: [9] },
      ],
      reference: undefined,
    });
    const one = await run('eval', 'composed.json', '-L', '260', '-j', '1', '--fresh', '-o', 'out-composed-1');
    const two = await run('eval', 'composed.json', '-L', '260', '-j', '2', '--fresh', '-o', 'out-composed-2');
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(comparable(results('out-composed-1'))).toEqual(comparable(results('out-composed-2')));
    expect(results('out-composed-1').models.map(({ id }) => id)).toEqual(['random-16']);
    const path = join(folder, 'models', 'baseline');
    expect(results('out-composed-1').sources).toEqual([{ path: './models/baseline', sha256: readModel(path).sha256 }]);
    expect(one.stdout).toContain('Transfer');

    writeSuite('no-source.json', {
      attacks: [{ id: 'a', snrDb: [9], ...transfer, source: { path: 'models/gone' } }],
      reference: undefined,
    });
    const missing = await run('eval', 'no-source.json');
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('models/gone');
    expect((await run('validate', 'no-source.json')).code).toBe(2);
  });

  it('merges shards, each in a folder of its own, into what one run gives', async () => {
    writeSuite('sharded.json', { name: 'sharded' });
    await pass('eval', 'sharded.json', '-L', '600', '-o', 'whole');
    const places = [1, 2, 3].map((shard) => `reports/sharded/shard-${shard}-of-3`);
    for (const [at, place] of places.entries()) {
      const { code } = await run('eval', 'sharded.json', '-L', '600', '--shard', `${at + 1}/3`);
      expect(code).toBe(0);
      expect(readFileSync(join(folder, place, 'junit.xml'), 'utf8')).not.toContain('<error');
    }
    expect(readdirSync(join(folder, 'reports/sharded'))).toHaveLength(3);
    const parts = [2, 0, 1].map((at) => `${places[at]}/results.json`);
    expect((await run('merge', ...parts.slice(1), '-o', 'gap')).code).toBe(3);
    expect((await run('merge', ...parts, '-o', 'merged')).code).toBe(0);
    expect(comparable(results('merged'))).toEqual(comparable(results('whole')));
    for (let times = 0; times < 2; times++) {
      // The second time the folder holds the merged results, too.
      expect((await run('merge', 'reports/sharded', '-o', 'reports/sharded')).code).toBe(0);
      expect(comparable(results('reports/sharded'))).toEqual(comparable(results('whole')));
    }
    mkdirSync(join(folder, 'reports/sharded/shard-1-of-4')); // of a run that was refused
    expect((await run('merge', 'reports/sharded', '-o', 'merged')).code).toBe(0);
    cpSync(join(folder, places[0]!), join(folder, 'reports/sharded/shard-1-of-2'), { recursive: true });
    const mixed = await run('merge', 'reports/sharded', '-o', 'mixed');
    expect(mixed.code).toBe(2);
    expect(mixed.stderr).toContain('shards of 2 and of 3');
    const own = await run('eval', 'sharded.json', '-L', '10', '--shard', '1/1', '-o', 'own');
    expect(own.code).toBe(0);
    expect(results('own').partial).toMatchObject({ limit: 10 });
  });

  it('ends with 1 when an assertion fails, and says by how much', async () => {
    const select = { model: 'baseline', attack: 'fgsm', snrDb: 9 };
    writeSuite('strict.json', { name: 'strict', assertions: [{ select, metric: 'relativeAccuracy', min: 0.999 }] });
    const { code, stdout } = await run('eval', 'strict.json', '-L', '300');
    expect(code).toBe(1);
    expect(stdout).toContain('99.9');
    expect(readFileSync(join(folder, 'reports/strict/junit.xml'), 'utf8')).toContain('<failure');
  });

  it('writes a baseline only on request, passes unchanged models and fails damaged ones by image', async () => {
    const small = {
      dataset: { name: 'mnist', split: 'test' },
      models: [suite.models[0]],
      evaluation: {},
      name: 'gated',
    };
    writeSuite('gated.json', small);
    const first = await run('eval', 'gated.json');
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/PASS {2}not compared with a baseline: there is no baselines\/gated.json/);
    expect((await run('eval', 'gated.json', '-L', '300')).stdout).toContain('--limit excluded part of the suite');
    expect(existsSync(join(folder, 'baselines/gated.json'))).toBe(false);
    const refused = await runCli(['eval', 'gated.json', '-u'], { cwd: folder, env: { ...cache(), CI: 'true' } });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('a run in CI (CI=true)');
    expect(existsSync(join(folder, 'baselines/gated.json'))).toBe(false);
    expect((await run('eval', 'gated.json', '-u')).code).toBe(0);
    expect(existsSync(join(folder, 'baselines/gated.json'))).toBe(true);
    expect((await run('eval', 'gated.json')).code).toBe(0);
    expect(results('reports/gated').verdict.comparison?.status).toBe('pass');
    damageModel('models/damaged');
    writeSuite('gated.json', { ...small, models: [{ id: 'baseline', path: 'models/damaged' }] });
    const { code, stdout } = await run('eval', 'gated.json', '-o', 'damaged');
    expect(code).toBe(1);
    const old = readFileSync(join(folder, 'baselines/gated.json'));
    const env = { ...cache(), CI: 'true' };
    const forced = await runCli(['eval', 'gated.json', '-u', '--force'], { cwd: folder, env });
    expect(forced.stderr).toMatch(/gated.json: \d+ of \d+ points change\n.*note: weights or topology/);
    expect(forced.stderr).toMatch(/baseline, fgsm at \d+ dB: [\d.]+ -> [\d.]+ %, regressed/);
    writeFileSync(join(folder, 'baselines/gated.json'), old);
    expect(stdout).toContain('regressed');
    expect(results('damaged').verdict.comparison!.rows.some(({ newlyBroken }) => newlyBroken.length > 20)).toBe(true);
    expect((await run('compare', 'baselines/gated.json', 'damaged/results.json')).code).toBe(1);
    expect((await run('compare', 'damaged/results.json', 'baselines/gated.json')).code).toBe(0);
  });

  it('refuses a baseline of an unlike run, naming what differs, and loses nothing', async () => {
    writeSuite('unlike.json', { name: 'gated', models: [suite.models[0]], evaluation: { seed: 9 } });
    const { code, stderr } = await run('eval', 'unlike.json', '-o', 'unlike');
    expect(code).toBe(2);
    expect(stderr).toContain('seed');
    expect(existsSync(join(folder, 'unlike/results.json'))).toBe(true);
  });

  it.each([
    ['SIGINT', '7'],
    ['SIGTERM', '8'],
    ['SIGHUP', '9'],
  ] as const)('stops at %s with what is done kept, says how to go on, and goes on', async (signal, seed) => {
    const words = ['eval', 'small.json', '--seed', seed, '-j', '1', '-o', `stopped-${signal}`];
    const env = { ...cache(), npm_lifecycle_event: 'eval' };
    const options = { cwd: folder, env, signal };
    const { code, stderr } = await interruptCli([...words, '--fresh'], /\d+\/24 cells/, options);
    expect(code).toBe(130);
    expect(stderr).toContain(`  npm run eval -- small.json --seed ${seed} -j 1 -o stopped-${signal}\n`);
    expect(existsSync(join(folder, `stopped-${signal}/results.json`))).toBe(false);
    const next = await run(...words);
    expect(next.code).toBe(0);
    expect(Number(/\((\d+) cached\)/.exec(next.stderr)![1])).toBeGreaterThan(0);
  });

  it('with --dry-run shows the plan and writes nothing', async () => {
    const { code, stderr } = await run('eval', 'small.json', '--dry-run', '-o', 'dry');
    expect(code).toBe(0);
    expect(stderr).toMatch(/random-16 +fgsm +12 +\d +\d+ +\d\S* +\d\S* +\d/);
    expect(stderr).toMatch(/on \d+ workers?\n/);
    expect(
      Math.max(
        ...stderr
          .split('\n')
          .slice(1)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
    expect(existsSync(join(folder, 'dry'))).toBe(false);
  });
});

describe('bad input ends with 2, one clear message and nothing written', () => {
  const refuses = async (words: string[], ...messages: RegExp[]) => {
    const { code, stderr } = await run(...words);
    expect(stderr).not.toMatch(/\n {4}at /);
    for (const message of messages) expect(stderr).toMatch(message);
    expect(code).toBe(2);
  };
  const refusesSuite = async (changes: object, ...messages: RegExp[]) => {
    writeSuite('bad.json', { name: 'bad', ...changes });
    await refuses(['eval', 'bad.json'], ...messages);
    expect(existsSync(join(folder, 'reports/bad/results.json'))).toBe(false);
  };

  it('not JSON, not there, a folder', async () => {
    writeFileSync(join(folder, 'broken.json'), '{"name": "x",\n  "models": [}');
    await refuses(['eval', 'broken.json'], /broken\.json:2:\d+/);
    await refuses(['eval', 'absent.json'], /absent\.json/);
    await refuses(['eval', 'models'], /models/);
  });

  it('an unknown key, attack or model, with what was probably meant', async () => {
    await refusesSuite({ atacks: [] }, /atacks/, /attacks/);
    await refusesSuite({ attacks: [{ id: 'a', kind: 'fgms', snrDb: [33] }] }, /fgms/, /fgsm/);
    await refusesSuite({ reference: { model: 'basline', snrDb: 33 } }, /basline/, /baseline/);
  });

  it('an epsilon that is negative or meant in 255ths', async () => {
    await refusesSuite({ attacks: [{ id: 'a', kind: 'fgsm', epsilons: [8] }] }, /8\/255/);
    await refusesSuite({ attacks: [{ id: 'a', kind: 'fgsm', epsilons: [-0.1] }] }, /-0\.1/);
  });

  it('a model that is missing, cut off or does not fit', async () => {
    const model = (path: string) => ({ models: [{ id: 'baseline', path }] });
    await refusesSuite(model('models/nowhere'), /models\/nowhere/, /no such file/);
    cpSync(join(folder, 'models/baseline'), join(folder, 'models/cut'), { recursive: true });
    writeFileSync(
      join(folder, 'models/cut/model.json'),
      readFileSync(join(folder, 'models/cut/model.json')).subarray(0, 500),
    );
    await refusesSuite(model('models/cut'), /models\/cut\/model\.json/, /JSON/);
    await refusesSuite({ dataset: { name: 'cifar10' } }, /cifar-10-batches-bin/, /run `.* data cifar10`/);
  });

  it('flags out of range, unknown, or kept by npm', async () => {
    await refuses(['eval', 'small.json', '--workers', '0'], /from 1 to 256/);
    await refuses(['eval', 'small.json', '--limit', 'ten'], /whole number/);
    await refuses(['eval', 'small.json', '--grep', 'nothing-like-it'], /baseline\/fgsm/);
    await refuses(['eval', 'small.json', '--shard', '5/4'], /5\/4/);
    await refuses(['eval', 'small.json', '--wrokers', '2'], /--workers/);
    await refuses(['eval', 'small.json', '--reporter', 'pdf'], /html/);
    await refuses(['eval', 'small.json', '-u', '-L', '10'], /--update-baseline/);
    await refuses(['evil', 'small.json'], /eval/);
  });

  it('flags that npm kept for itself, with the command that works', async () => {
    const swallowed = async (words: string[], trace: Record<string, string>) => {
      const env = { ...cache(), npm_lifecycle_event: 'eval', ...trace };
      const { code, stderr } = await runCli(['eval', 'small.json', ...words], { cwd: folder, env });
      expect(code).toBe(2);
      return stderr;
    };
    const remedy = 'npm run eval -- small.json --limit 10';
    expect(await swallowed([], { npm_config_limit: '10' })).toContain(remedy); // --limit=10
    expect(await swallowed(['10'], { npm_config_limit: 'true' })).toContain(remedy); // --limit 10
    const flag = await swallowed([], { npm_config_dry_run: 'true' });
    expect(flag).toContain('npm run eval -- small.json --dry-run');
  });

  it('a place that cannot be written to, or a full disk', async () => {
    writeFileSync(join(folder, 'occupied'), '');
    await refuses(['eval', 'small.json', '-o', 'occupied/report'], /occupied/);
    await refuses(['eval', 'small.json', '-L', '10', '-o', '/dev/full/x'], /\/dev\/full/);
  });
});
