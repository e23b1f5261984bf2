import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outcomesOf, queueSite, resultsText, until } from '../support/queueSite.js';
import { hasRedis } from '../support/redisServer.js';

describe.skipIf(!hasRedis)('eval --queue with workers (redis-server must be installed)', () => {
  const { server, connect, newFolder, start, worker, workerWords, evaluate, evalWords, root, expected } = queueSite();

  it('gives the results of one machine, byte for byte, and tells nobody where the queue is', async () => {
    const workers = [worker('--idle', '20'), worker('--idle', '20')];
    const said = () => workers.map((one) => one.said()).join('\n');
    await until(() => workers.every((one) => one.said().includes('waiting for work')), said);
    const folder = newFolder();
    const run = await evaluate(folder, '--queue', server.address);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toContain('of one thread, shared by those of the workers');
    expect(run.stderr).toContain('2 workers with 2 threads');
    expect(outcomesOf(folder)).toBe(expected());
    expect(resultsText(folder)).not.toContain('redis');
    expect(JSON.parse(resultsText(folder)).environment.workers).toBe(2);
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
    const store = join(root(), 'store');
    const taking = worker('--store', store);
    const folder = newFolder();
    const run = await evaluate(folder, '--queue', '--store', store);
    expect(run.code, run.stderr + taking.said()).toBe(0);
    expect(outcomesOf(folder)).toBe(expected());
    expect(readdirSync(join(store, 'cells')).length).toBeGreaterThan(5);
    expect(existsSync(join(taking.cwd, '.rapa', 'fetched', 'models'))).toBe(true);
  });

  it('loses nothing when worker, coordinator and Redis are killed', async () => {
    const folder = newFolder();
    const first = worker();
    const coordinator = start([...evalWords(), '--queue']);
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
    expect(outcomesOf(folder)).toBe(expected());
  });

  it('recovers jobs that Redis lost because it keeps no file', async () => {
    const folder = newFolder();
    const running = evaluate(folder, '--queue', '--store', join(root(), 'other-store'));
    const redis = connect();
    await until(
      async () => (await redis.keys('bull:*:cells-*')).length > 3,
      () => 'no jobs',
    );
    await redis.flushall();
    redis.disconnect();
    const taking = worker('--store', join(root(), 'other-store'));
    const run = await running;
    expect(run.code, run.stderr + taking.said()).toBe(0);
    expect(outcomesOf(folder)).toBe(expected());
  });

  it('works with clocks that are hours off: the worker five ahead, the coordinator seven behind', async () => {
    const shifted = (hours: number) => {
      const file = join(root(), `shift${hours}.mjs`);
      writeFileSync(file, `const now = Date.now; Date.now = () => now() + ${hours} * 3600 * 1000;\n`);
      return { NODE_OPTIONS: `--import ${file}` };
    };
    const taking = start(workerWords, { env: shifted(5) });
    const coordinator = start([...evalWords(), '--queue'], { env: shifted(-7) });
    const { code, text } = await coordinator.ended;
    expect(code, text + taking.said()).toBe(0);
    expect(outcomesOf(coordinator.cwd)).toBe(expected());
  });
});
