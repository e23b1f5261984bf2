import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { instantRuns } from '../../bench/scale/instantRuns.js';
import { madeNumerics, madePlan } from '../../bench/scale/madeRun.js';
import { startInstantWorker } from '../../bench/scale/startInstantWorker.js';
import { UserError, UserErrors } from '../../src/base/errors.js';
import type { Cell, CellFailure, CellRecord } from '../../src/contract/cell.js';
import type { Suite } from '../../src/contract/suite.js';
import { computeOnQueue } from '../../src/queue/computeOnQueue.js';
import { openRedis } from '../../src/queue/openRedis.js';
import type { OpenRuns } from '../../src/queue/openRuns.js';
import { announce } from '../../src/queue/presence.js';
import { type RedisAddress, redisAddress } from '../../src/queue/redisAddress.js';
import { type ServeOptions, serveQueue } from '../../src/queue/serveQueue.js';
import { openStore } from '../../src/stores/openStore.js';
import { redisStore } from '../../src/stores/redisStore.js';
import { type Store, StoreFull } from '../../src/stores/store.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { randomDataset } from '../support/randomDataset.js';
import { hasRedis, testRedis } from '../support/redisServer.js';

describe.skipIf(!hasRedis)('jobs of a queue (redis-server must be installed)', () => {
  const server = testRedis();
  const dataset = randomDataset(20, [4, 4, 1], { classes: 10 });
  let suite: Suite;
  let redis: Redis;
  let address: RedisAddress;
  let store: Store;
  beforeAll(async () => {
    const whole = parseSuite('suites/mnist.json');
    suite = { ...whole, models: whole.models.slice(0, 1), sources: [] };
    await server.start();
    address = redisAddress(server.address, {});
    redis = new Redis({ ...address.options });
    redis.on('error', () => {});
    store = redisStore(redis, address.place);
  });
  beforeEach(() => redis.flushall());
  afterAll(async () => {
    redis.disconnect();
    await server.close();
  });

  /** A worker in this process. */
  function serve(begin: (cells: readonly Cell[]) => void | Promise<void>, options: Partial<ServeOptions> = {}) {
    const end = new AbortController();
    const lines: string[] = [];
    const working = serveQueue({
      ...{ redis, address, store, runs: instantRuns(options.store ?? store, begin), own: madeNumerics, threads: 4 },
      ...{ lockMs: 5000, idleMs: null, stopLimitMs: 60_000, signal: end.signal, log: (line) => lines.push(line) },
      ...options,
    });
    return { working, lines, end: () => end.abort() };
  }

  /** A coordinator of made-up cells: what it was told of each. */
  function coordinate(jobs: number, { patienceMs = 60_000, at = store } = {}) {
    const plan = madePlan(suite, dataset, jobs);
    const told = new Map<string, (CellRecord | CellFailure)[]>();
    const threads: number[] = [];
    const lines: string[] = [];
    const stop = new AbortController();
    const log = (line: string) => lines.push(line);
    const done = computeOnQueue({ redis, address, store: at, log, patienceMs })(
      { suite, dataset, plan },
      {
        signal: stop.signal,
        tell: ({ cell }, outcome) => told.set(cell.key, [...(told.get(cell.key) ?? []), outcome]),
        tellThreads: (count) => threads.push(count),
      },
    );
    return { plan, told, threads, lines, done, stop: () => stop.abort() };
  }

  it('tells every cell once, and computes each once where nothing goes wrong', async () => {
    const computed = new Map<string, number>();
    const worker = serve((cells) => {
      for (const { key } of cells) computed.set(key, (computed.get(key) ?? 0) + 1);
    });
    const { plan, told, threads, done } = coordinate(400);
    await done;
    worker.end();
    expect((await worker.working).cells).toBe(400);
    expect(told.size).toBe(plan.cells.length);
    expect([...told.values()].every((outcomes) => outcomes.length === 1)).toBe(true);
    expect([...computed.values()].every((times) => times === 1)).toBe(true);
    expect(Math.max(...threads)).toBe(4);
  });

  it('tries a failing job three times, and names its cells with their error', async () => {
    const isBad = ({ images }: Cell) => images[0] === 0;
    const tries = new Map<string, number>();
    const worker = serve((cells) => {
      for (const { key } of cells) tries.set(key, (tries.get(key) ?? 0) + 1);
      if (cells.some(isBad)) throw new Error('no gradient here');
    });
    const { plan, told, done } = coordinate(100);
    await done;
    worker.end();
    await worker.working;
    for (const cell of plan.cells) {
      const [outcome, ...more] = told.get(cell.key)!;
      expect(more).toEqual([]);
      if (isBad(cell)) {
        expect(outcome).toMatchObject({ images: cell.images, attack: cell.attack.id, error: 'no gradient here' });
        expect(tries.get(cell.key)).toBe(3);
      } else expect(outcome).toMatchObject({ key: cell.key });
    }
    expect(plan.cells.some(isBad)).toBe(true);
  });

  it('a job that loses three workers becomes failed cells with the reason; the others are computed', async () => {
    const run = coordinate(20);
    const fatal = run.plan.cells[7]!;
    const key = fatal.key;
    let deaths = 0;
    let isOver = false;
    let child: ReturnType<typeof startInstantWorker>;
    const start = () => {
      child = startInstantWorker({ queue: server.address, threads: 1, lockMs: 2000, fatal: key });
      child.on('exit', (_, signal) => {
        if (isOver) return;
        if (signal === 'SIGKILL') deaths++;
        start();
      });
    };
    start();
    await run.done;
    isOver = true;
    child!.kill('SIGKILL');
    expect(deaths).toBe(3);
    expect(run.told.get(key)).toMatchObject([
      { images: fatal.images, error: expect.stringContaining('workers were lost') },
    ]);
    const others = run.plan.cells.filter((cell) => cell !== fatal);
    for (const cell of others) expect(run.told.get(cell.key)).toMatchObject([{ key: cell.key }]);
  });

  it('a worker that ends waits for its jobs, but not for ever', async () => {
    let release = () => {};
    let begun = 0;
    const worker = serve(
      () => {
        begun++;
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      },
      { threads: 1, stopLimitMs: 1000 },
    );
    const run = coordinate(1);
    while (begun === 0) await sleep(20);
    const startMs = performance.now();
    worker.end();
    expect(await worker.working).toEqual({ cells: 0 });
    const tookMs = performance.now() - startMs;
    expect(tookMs).toBeGreaterThanOrEqual(990);
    expect(tookMs).toBeLessThan(4000);
    expect(worker.lines.join('\n')).toContain('left to other workers: no answer within 1 s');
    release();
    await run.done;
    expect(run.told.size).toBe(1);
  });

  it('a worker ends in time without Redis, too', async () => {
    const worker = serve(() => {}, { stopLimitMs: 1000 });
    await coordinate(4).done;
    await server.kill();
    const startMs = performance.now();
    worker.end();
    await worker.working;
    expect(performance.now() - startMs).toBeLessThan(6000);
    await server.start();
  });

  it('a worker whose store is full gives its jobs back, ends, and the coordinator says why', async () => {
    const full: Store = {
      ...store,
      put: async () => {
        throw new StoreFull('no space left on device');
      },
    };
    const run = coordinate(8);
    await until(async () => (await redis.keys('bull:*:cells-*')).length === 8);
    const refused = await serve(() => {}, { store: full }).working.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as UserError).message).toMatch(/room for results\n.*no space left/);
    const told = /a worker on .* has ended: --store\n.*room for results\n.*no space left/;
    await until(() => run.lines.some((line) => told.test(line)));
    expect(run.told.size).toBe(0);
    const worker = serve(() => {});
    await run.done;
    worker.end();
    await worker.working;
    for (const cell of run.plan.cells) expect(run.told.get(cell.key)).toMatchObject([{ key: cell.key }]);
  });

  it('a worker that finds several faults of a run ends with all of them, and another does its jobs', async () => {
    const faults = ['first', 'second'].map(
      (where) => new UserError({ where, expected: 'a model that can be read', found: 'a broken one' }),
    );
    const run = coordinate(8);
    await until(async () => (await redis.keys('bull:*:cells-*')).length === 8);
    const runs: OpenRuns = {
      use: async () => {
        throw new UserErrors(faults);
      },
      close: async () => {},
    };
    const refused = await serve(() => {}, { runs }).working.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserErrors);
    expect((refused as UserErrors).errors).toEqual(faults);
    await until(() => run.lines.some((line) => /has ended: first\n.*second\n/s.test(line)));
    const worker = serve(() => {});
    await run.done;
    worker.end();
    expect(await worker.working).toEqual({ cells: 8 });
    for (const cell of run.plan.cells) expect(run.told.get(cell.key)).toMatchObject([{ key: cell.key }]);
  });

  it("jobs that an ended coordinator left for another store are in nobody's way", async () => {
    const left = coordinate(6);
    await until(async () => (await redis.keys('bull:*:cells-*')).length === 6);
    left.stop();
    await left.done;
    const other = await newStore();
    const run = coordinate(6, { at: other });
    const worker = serve(() => {}, { store: other });
    await run.done;
    worker.end();
    expect(await worker.working).toEqual({ cells: 6 });
    for (const cell of run.plan.cells) expect(run.told.get(cell.key)).toMatchObject([{ key: cell.key }]);
    expect(left.told.size).toBe(0);
  });

  it.each([
    ['version', { numerics: 'e'.repeat(64) }, /remedy: {3}install the same version/],
    ['engine', { engine: 'none, 256 bits' }, /remedy: {3}use one --backend.*RAPA_WIDE=0/],
  ])('a worker with another %s than all runs is told what to do', async (_, other, remedy) => {
    const side = { ...madeNumerics, storeId: 'some', storePlace: 'here', ...other };
    await announce(redis, 'runs', { id: 'other', presence: { ...side, host: 'far', threads: 0 } });
    await expect(serve(() => {}).working).rejects.toThrow(remedy);
  });

  it('a database that Redis does not have is refused', async () => {
    const { options, place } = address;
    await expect(openRedis({ options: { ...options, db: 99 }, place })).rejects.toThrow(
      /found: .*DB index is out of range/,
    );
    (await openRedis({ options: { ...options, db: 15 }, place })).redis.disconnect();
  });

  it('a worker gives its store back a lost id, and ends when the store was replaced', async () => {
    const own = await newStore();
    const worker = serve(() => {}, { store: own });
    const id = await untilFound(() => own.get('id/store'));
    await until(() => worker.lines.some((line) => line.startsWith('waiting for work')));
    rmSync(own.place, { recursive: true });
    expect(await untilFound(() => own.get('id/store'))).toEqual(id);
    await own.put('id/store', Buffer.from('another'), { replace: true });
    await expect(worker.working).rejects.toThrow('emptied and used anew');
  }, 60_000);

  it('goes on when a full Redis has room again, and says meanwhile that it is full', async () => {
    const run = coordinate(40);
    await until(async () => (await redis.keys('bull:*:cells-*')).length === 40);
    await redis.config('SET', 'maxmemory', '1000000');
    // The coordinator's jobs are lost, and it cannot enqueue them again.
    await redis.del(await redis.keys('bull:*'));
    const early = serve(() => {});
    await expect(early.working).rejects.toThrow('its memory is full (maxmemory)');
    await until(() => run.lines.some((line) => /trying again for 1 minute: .* is full/.test(line)));
    await redis.config('SET', 'maxmemory', '0');
    const worker = serve(() => {});
    await run.done;
    worker.end();
    await worker.working;
    for (const cell of run.plan.cells) expect(run.told.get(cell.key)).toMatchObject([{ key: cell.key }]);
  });
});

function newStore(): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'rapa-jobs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return openStore(folder, { redis: null as never, place: '' });
}

async function untilFound(find: () => Promise<Uint8Array | null>): Promise<Uint8Array> {
  await until(async () => (await find()) !== null);
  return (await find())!;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const startMs = performance.now(); !(await holds()); await sleep(50)) {
    if (performance.now() - startMs > 30_000) throw new Error('waited in vain');
  }
}
