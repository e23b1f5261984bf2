import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeNumerics, madePlan } from '../../bench/scale/madeRun.js';
import type { Cell, CellFailure, CellRecord } from '../../src/contract/cell.js';
import type { Suite } from '../../src/contract/suite.js';
import { computeOnQueue } from '../../src/queue/computeOnQueue.js';
import { fetchManifest } from '../../src/queue/fetchRun.js';
import type { OpenRuns } from '../../src/queue/openRuns.js';
import { redisAddress } from '../../src/queue/redisAddress.js';
import { serveQueue } from '../../src/queue/serveQueue.js';
import type { WorkerPool } from '../../src/runner/workerPool.js';
import { redisStore } from '../../src/stores/redisStore.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { randomDataset } from '../support/randomDataset.js';
import { hasRedis, testRedis } from '../support/redisServer.js';

describe.skipIf(!hasRedis)('jobs of a queue (redis-server must be installed)', () => {
  const server = testRedis();
  const dataset = randomDataset(20, [4, 4, 1], { classes: 10 });
  let suite: Suite;
  let redis: Redis;
  beforeAll(async () => {
    const whole = parseSuite('suites/mnist.json');
    suite = { ...whole, models: whole.models.slice(0, 1), sources: [] };
    await server.start();
    redis = new Redis({ ...redisAddress(server.address, {}).options });
  });
  afterAll(async () => {
    redis.disconnect();
    await server.close();
  });

  /** Runs made-up cells through the queue, computed by `compute`, and returns how often each was told and computed. */
  async function run(jobs: number, compute: (cell: Cell) => Error | null) {
    await redis.flushall();
    const address = redisAddress(server.address, {});
    const store = redisStore(redis, address.place);
    const plan = madePlan(suite, dataset, jobs);
    const computed = new Map<string, number>();
    const told = new Map<string, (CellRecord | CellFailure)[]>();
    const pool = {
      run: async ({ cells }: { readonly cells: readonly Cell[] }) => {
        for (const { key } of cells) computed.set(key, (computed.get(key) ?? 0) + 1);
        const fault = cells.map(compute).find((error) => error !== null);
        if (fault) throw fault;
        return { ok: true, records: cells.map(recordOf) };
      },
      close: async () => {},
    } as unknown as WorkerPool;
    const runs: OpenRuns = {
      use: async (digest, work) => {
        const manifest = await fetchManifest(digest, store);
        const ids = manifest.models.map(({ spec }) => spec.id);
        const batches = new Map(ids.map((id) => [id, 50]));
        return work({ manifest, pool, batches, modelSha256: Object.fromEntries(ids.map((id) => [id, ''])) });
      },
      close: async () => {},
    };
    const end = new AbortController();
    const common = { redis, address, store, log: () => {} };
    const working = serveQueue({
      ...{ ...common, runs, own: madeNumerics, threads: 4, lockMs: 5000, idleMs: null, signal: end.signal },
    });
    await computeOnQueue({ ...common, patienceMs: 60_000 })(
      { suite, dataset, plan },
      {
        signal: new AbortController().signal,
        tell: ({ cell }, outcome) => told.set(cell.key, [...(told.get(cell.key) ?? []), outcome]),
      },
    );
    end.abort();
    await working;
    return { plan, computed, told };
  }

  it('tells every cell once, and computes each once where nothing goes wrong', async () => {
    const { plan, computed, told } = await run(400, () => null);
    expect(told.size).toBe(plan.cells.length);
    expect([...told.values()].every((outcomes) => outcomes.length === 1)).toBe(true);
    expect([...computed.values()].every((times) => times === 1)).toBe(true);
  });

  it('tries a failing job three times, and names its cells with their error', async () => {
    const isBad = ({ images }: Cell) => images[0] === 0;
    const { plan, computed, told } = await run(100, (cell) => (isBad(cell) ? new Error('no gradient here') : null));
    for (const cell of plan.cells) {
      const [outcome, ...more] = told.get(cell.key)!;
      expect(more).toEqual([]);
      if (isBad(cell)) {
        expect(outcome).toMatchObject({ images: cell.images, attack: cell.attack.id, error: 'no gradient here' });
        expect(computed.get(cell.key)).toBe(3);
      } else expect(outcome).toMatchObject({ key: cell.key });
    }
    expect(plan.cells.some(isBad)).toBe(true);
  });
});

function recordOf({ key, model, attack, images }: Cell): CellRecord {
  const clean = new Array<number>(images[1] - images[0]).fill(1);
  return {
    ...{ schemaVersion: 1, key, model, attack: attack.id, images, draws: 1, clean, points: [], gallery: [] },
    durationMs: 0,
  };
}
