import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createRunProgress } from '../../src/cli/runProgress.js';
import type { Dataset } from '../../src/contract/dataset.js';
import type { Suite } from '../../src/contract/suite.js';
import { computeOnQueue } from '../../src/queue/computeOnQueue.js';
import { redisAddress } from '../../src/queue/redisAddress.js';
import { openCellCache } from '../../src/runner/cellCache.js';
import { passCounts } from '../../src/runner/passCounts.js';
import { openStore } from '../../src/stores/openStore.js';
import type { TestRedis } from '../../test/support/redisServer.js';
import { madePlan } from './madeRun.js';
import { startInstantWorker } from './startInstantWorker.js';

/** What jobs cost beside their computation. */
export interface Overhead {
  readonly jobs: number;
  readonly workers: number;
  /** CPU time of the coordinator for a job, in ms, with progress and its own cache of records. */
  readonly coordinatorMs: number;
  /** CPU time of a worker for a job, in ms. */
  readonly workerMs: number;
  /** CPU time of Redis for a job, in ms, with records and append-only file. */
  readonly redisMs: number;
  /** Time from the first job to the last result, in s. */
  readonly spanS: number;
  /** The coordinator's heap after half of the jobs and after all, in MB, after garbage collection; records are not kept here. */
  readonly heapMb: readonly [half: number, end: number];
  /** Cells that arrived, and cells that arrived more than once. */
  readonly arrived: number;
  readonly twice: number;
}

/** Sends `jobs` jobs of one cell that computes in no time through Redis and its store to `workers` processes. */
export async function measureOverhead(
  { suite, dataset, server }: { readonly suite: Suite; readonly dataset: Dataset; readonly server: TestRedis },
  { jobs, workers }: { readonly jobs: number; readonly workers: number },
): Promise<Overhead> {
  const address = redisAddress(server.address, {});
  const redis = new Redis({ ...address.options });
  await redis.flushall();
  const store = await openStore(undefined, { redis, place: address.place });
  const plan = madePlan(suite, dataset, jobs);
  const children = Array.from({ length: workers }, () =>
    startInstantWorker({ queue: server.address, threads: 4, lockMs: 30_000 }),
  );
  const folder = mkdtempSync(join(tmpdir(), 'rapa-overhead-'));
  const cache = openCellCache(folder);
  const outcomes = new Map<string, number>();
  const heapMb: [number, number] = [0, 0];
  const redisBefore = await redisCpuMs(redis);
  const before = process.cpuUsage();
  const startMs = performance.now();
  const [model] = suite.models;
  const progress = createRunProgress(plan, {
    counts: passCounts(plan.tasks.length),
    threads: 0,
    quiet: false,
    style: 'lines',
  });
  await computeOnQueue({ redis, address, store, patienceMs: 60_000, log: () => {} })(
    { suite: { ...suite, models: [model!], sources: [] }, dataset, plan },
    {
      signal: new AbortController().signal,
      tellThreads: progress.setThreads,
      tell: (work, outcome) => {
        if ('error' in outcome) throw new Error(outcome.error);
        progress.finish(work, outcome);
        cache.put(outcome, plan.numerics);
        const { cell } = work;
        outcomes.set(cell.key, (outcomes.get(cell.key) ?? 0) + 1);
        if (outcomes.size === jobs >> 1) heapMb[0] = heap();
      },
    },
  );
  progress.stop();
  const spanS = (performance.now() - startMs) / 1000;
  const own = process.cpuUsage(before);
  heapMb[1] = heap();
  const redisMs = ((await redisCpuMs(redis)) - redisBefore) / jobs;
  const cpuMs = (await Promise.all(children.map(endWorker))).reduce((sum, ms) => sum + ms, 0);
  redis.disconnect();
  rmSync(folder, { recursive: true });
  return {
    ...{ jobs, workers, redisMs, spanS, heapMb, arrived: outcomes.size },
    coordinatorMs: (own.user + own.system) / 1000 / jobs,
    workerMs: cpuMs / jobs,
    twice: [...outcomes.values()].filter((count) => count > 1).length,
  };
}

function heap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

async function redisCpuMs(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  const of = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1]) * 1000;
  return of('used_cpu_user') + of('used_cpu_sys');
}

function endWorker(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout!.on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', () => resolve((JSON.parse(text) as { cpuMs: number }).cpuMs));
    child.kill('SIGTERM');
  });
}
