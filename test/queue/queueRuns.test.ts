import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { announce } from '../../src/queue/presence.js';
import { redisAddress } from '../../src/queue/redisAddress.js';
import { readResults } from '../../src/results/readResults.js';
import { hasRedis, testRedis } from '../support/redisServer.js';
import { type CliRun, repository, runCli } from '../support/runCli.js';

const main = `${repository}/dist/cli/main.js`;

/** The results of a run without what depends on machine and time. */
function outcomesOf(folder: string): string {
  const { environment: _, command, ...rest } = readResults(join(folder, 'reports', 'queued', 'results.json'));
  expect(command).not.toMatch(/redis|--store|--queue/);
  return JSON.stringify(rest);
}

describe.skipIf(!hasRedis)('eval --queue with workers (redis-server must be installed)', () => {
  const server = testRedis();
  let root = '';
  let alone = '';
  let folders = 0;
  const children = new Set<ChildProcess>();

  const newFolder = () => {
    const folder = join(root, `machine-${folders++}`);
    mkdirSync(folder);
    return folder;
  };
  const start = (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const cwd = newFolder();
    const own = Object.entries(process.env).filter(([name]) => !/^npm_|^RAPA_|^CI$/.test(name));
    const child = spawn(process.execPath, [main, ...words], {
      cwd,
      env: { ...Object.fromEntries(own), RAPA_QUEUE: server.address, ...env },
    });
    children.add(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        text += chunk;
      });
    }
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, text }));
    return { child, cwd, ended, said: () => text };
  };
  const worker = (...words: string[]) =>
    start(['worker', '--queue', '-j', '1', '--memory', '1GB', '--lock', '2', ...words]);
  const evaluate = (folder: string, ...words: string[]): Promise<CliRun> =>
    runCli(['eval', join(root, 'suite.json'), '-j', '1', '--no-calibrate', '--patience', '2', ...words], {
      cwd: folder,
      env: { RAPA_QUEUE: server.address },
    });

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'rapa-queue-'));
    const models = ['baseline', 'random-16'].map((id) => ({ id, path: `${repository}/models/mnist/${id}` }));
    const suite = {
      name: 'queued',
      dataset: { name: 'mnist', split: 'test', images: 120 },
      models,
      attacks: [
        { id: 'fgsm', kind: 'fgsm', snrDb: [35, 25] },
        { id: 'pgd', kind: 'pgd', steps: 2, epsilons: [0.1] },
        { id: 'transfer', kind: 'transfer', source: { model: 'baseline' }, attack: { kind: 'fgsm' }, epsilons: [0.1] },
      ],
      assertions: [{ select: { model: 'baseline', attack: 'fgsm' }, metric: 'accuracy', min: 0.05 }],
    };
    writeFileSync(join(root, 'suite.json'), JSON.stringify(suite));
    alone = newFolder();
    const run = await evaluate(alone);
    expect(run.code, run.stderr).toBe(0);
    await server.start();
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
    const redis = new Redis({ ...redisAddress(server.address, {}).options });
    await redis.flushall();
    redis.disconnect();
  });
  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true });
  });

  it('gives the results of one machine, byte for byte, and tells nobody where the queue is', async () => {
    const workers = [worker('--idle', '20'), worker('--idle', '20')];
    const folder = newFolder();
    const run = await evaluate(folder, '--queue', server.address);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toContain('2 workers with 2 threads');
    expect(outcomesOf(folder)).toBe(outcomesOf(alone));
    expect(readFileSync(join(folder, 'reports', 'queued', 'results.json'), 'utf8')).not.toContain('redis');
    const again = await evaluate(newFolder(), '--queue');
    expect(again.code, again.stderr).toBe(0); // everything is in the store
    for (const { child } of workers) child.kill('SIGTERM');
    for (const { ended } of workers) {
      const { code, text } = await ended;
      expect(code, text).toBe(0);
      expect(text).toMatch(/[1-9]\d* cells computed/);
    }
  });

  it('exchanges through a folder instead of Redis', async () => {
    const store = join(root, 'store');
    const taking = worker('--store', store);
    const folder = newFolder();
    const run = await evaluate(folder, '--queue', '--store', store);
    expect(run.code, run.stderr + taking.said()).toBe(0);
    expect(outcomesOf(folder)).toBe(outcomesOf(alone));
    expect(readdirSync(join(store, 'cells')).length).toBeGreaterThan(5);
    expect(existsSync(join(taking.cwd, '.rapa', 'fetched', 'models'))).toBe(true);
  });

  it('loses nothing when worker, coordinator and Redis are killed', async () => {
    const folder = newFolder();
    const first = worker();
    const coordinator = start(['eval', join(root, 'suite.json'), '-j', '1', '--no-calibrate', '--queue']);
    await until(() => /1 worker with/.test(coordinator.said()), coordinator.said);
    await until(() => /[1-9]\d*\/\d+ cells/.test(coordinator.said()), coordinator.said);
    coordinator.child.kill('SIGKILL');
    first.child.kill('SIGKILL');
    await server.kill();
    worker('--idle', '60'); // before Redis is back: refused
    await server.start();
    const second = worker();
    const run = await evaluate(folder, '--queue');
    expect(run.code, run.stderr + second.said()).toBe(0);
    expect(outcomesOf(folder)).toBe(outcomesOf(alone));
  });

  it('recovers jobs that Redis lost because it keeps no file', async () => {
    const folder = newFolder();
    const running = evaluate(folder, '--queue', '--store', join(root, 'other-store'));
    const redis = new Redis({ ...redisAddress(server.address, {}).options });
    await until(
      async () => (await redis.keys('bull:*:cells-*')).length > 3,
      () => 'no jobs',
    );
    await redis.flushall();
    redis.disconnect();
    const taking = worker('--store', join(root, 'other-store'));
    const run = await running;
    expect(run.code, run.stderr + taking.said()).toBe(0);
    expect(outcomesOf(folder)).toBe(outcomesOf(alone));
  });

  it('works with a worker whose clock is five hours off', async () => {
    const shift = join(root, 'shiftClock.mjs');
    writeFileSync(shift, 'const now = Date.now; Date.now = () => now() + 5 * 3600 * 1000;\n');
    const taking = start(['worker', '--queue', '-j', '1', '--memory', '1GB', '--lock', '2'], {
      NODE_OPTIONS: `--import ${shift}`,
    });
    const folder = newFolder();
    const run = await evaluate(folder, '--queue');
    expect(run.code, run.stderr + taking.said()).toBe(0);
    expect(outcomesOf(folder)).toBe(outcomesOf(alone));
  });

  it('tells both sides of a worker with another version', async () => {
    const redis = new Redis({ ...redisAddress(server.address, {}).options });
    const other = { numerics: 'e'.repeat(64), engine: 'wasm none', host: 'far', threads: 4 };
    await announce(redis, 'runs', { id: 'other', presence: other });
    const refused = await worker().ended;
    expect(refused.code).toBe(2);
    expect(refused.text).toMatch(/expected: version eeeeeeeeeeee on wasm none, which the run of far needs/);
    await redis.flushall();
    await announce(redis, 'workers', { id: 'other', presence: other });
    redis.disconnect();
    worker();
    const run = await evaluate(newFolder(), '--queue');
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(
      /the worker on far takes no part: it has version eeeeeeeeeeee on wasm none, this run needs/,
    );
  });

  it('gives up after a while without workers: exit code 3, and the cells are named', async () => {
    const folder = newFolder();
    const run = await evaluate(folder, '--queue', '--patience', '1', '-L', '10');
    expect(run.code, run.stderr).toBe(3);
    expect(run.stdout + run.stderr).toContain('no worker computed it within 1 minute');
    expect(run.stderr).toContain('start some: rapa worker --queue');
  });

  it('meets no Redis, a wrong password and a full Redis with exit code 2, without the password', async () => {
    const nowhere = await evaluate(newFolder(), '--queue', 'redis://eva:secret@127.0.0.1:1/0');
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toMatch(/redis:\/\/127\.0\.0\.1:1\/0\n.*a Redis server that answers\n.*ECONNREFUSED/);
    const wrong = await evaluate(
      newFolder(),
      '--queue',
      server.address.replace('redis+unix://', 'redis+unix://eva:secret@localhost'),
    );
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('the right user and password');
    expect(nowhere.stderr + wrong.stderr).not.toContain('secret');
    const redis = new Redis({ ...redisAddress(server.address, {}).options });
    await redis.config('SET', 'maxmemory', '1100000');
    const full = await evaluate(newFolder(), '--queue');
    await redis.config('SET', 'maxmemory', '0');
    redis.disconnect();
    expect(full.code, full.stderr).toBe(2);
    expect(full.stderr).toContain("room for the run's models and data");
  });

  it('a worker refuses a model that was changed in the store', async () => {
    const store = join(root, 'damaged-store');
    const running = evaluate(newFolder(), '--queue', '--store', store, '--patience', '1', '-L', '10');
    const blobs = join(store, 'blobs');
    await until(
      () => existsSync(blobs) && sizesIn(blobs).length >= 5,
      () => 'no blobs',
    );
    const redis = new Redis({ ...redisAddress(server.address, {}).options });
    await until(
      async () => (await redis.keys('bull:*:cells-*')).length > 0,
      () => 'no jobs',
    );
    redis.disconnect();
    const [largest] = sizesIn(blobs).sort((a, b) => b.size - a.size);
    const bytes = readFileSync(largest!.file);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(largest!.file, bytes);
    const refused = await worker('--store', store).ended;
    expect(refused.code, refused.text).toBe(2);
    expect(refused.text).toMatch(/SHA-256/);
    expect((await running).code).toBe(3);
  });
});

function sizesIn(folder: string): { readonly file: string; readonly size: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
    .map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return { file, size: readFileSync(file).length };
    });
}

async function until(holds: () => boolean | Promise<boolean>, seen: () => string): Promise<void> {
  const endMs = performance.now() + 90_000;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`waited in vain; seen so far: ${seen()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
