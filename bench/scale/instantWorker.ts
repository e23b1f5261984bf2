import { Redis } from 'ioredis';
import type { Cell, CellRecord } from '../../src/contract/cell.js';
import { fetchManifest } from '../../src/queue/fetchRun.js';
import type { OpenRuns } from '../../src/queue/openRuns.js';
import { redisAddress } from '../../src/queue/redisAddress.js';
import { serveQueue } from '../../src/queue/serveQueue.js';
import type { WorkerPool } from '../../src/runner/workerPool.js';
import type { WorkerAnswer, WorkerTask } from '../../src/runner/workerTask.js';
import { openStore } from '../../src/stores/openStore.js';
import { madeNumerics } from './madeRun.js';

/** A worker whose cells take no time: what is left is the overhead. Arguments: address of Redis, and the store, if not in Redis. */
const [queue, place] = process.argv.slice(2);
const address = redisAddress(queue!, {});
const redis = new Redis({ ...address.options });
const store = await openStore(place, { redis, place: address.place });
const abort = new AbortController();
process.on('SIGTERM', () => abort.abort());

const pool: WorkerPool = {
  run: async <Task extends WorkerTask>(task: Task) => {
    const { cells } = task as Extract<WorkerTask, { kind: 'cells' }>;
    return { ok: true, records: cells.map(recordOf) } as unknown as WorkerAnswer<Task>;
  },
  close: async () => {},
};
const manifests = new Map<string, ReturnType<typeof fetchManifest>>();
const runs: OpenRuns = {
  use: async (digest, work) => {
    if (!manifests.has(digest)) manifests.set(digest, fetchManifest(digest, store));
    const manifest = await manifests.get(digest)!;
    const ids = manifest.models.map(({ spec }) => spec.id);
    const batches = new Map(ids.map((id) => [id, 50]));
    const modelSha256 = Object.fromEntries(manifest.models.map(({ spec, sha256 }) => [spec.id, sha256]));
    return work({ manifest, pool, batches, modelSha256 });
  },
  close: async () => {},
};
const before = process.cpuUsage();
const { cells } = await serveQueue({
  ...{ redis, address, store, runs, own: madeNumerics, threads: 4, lockMs: 30_000, idleMs: null, signal: abort.signal },
  log: () => {},
});
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ cells, cpuMs: (user + system) / 1000 }));
redis.disconnect();

/** A record of the size of a real one. */
function recordOf({ key, model, attack, images }: Cell): CellRecord {
  const zeros = new Array<number>(images[1] - images[0]).fill(0);
  const points = Array.from({ length: 8 }, () => ({ epsilonSum: 0, snrDbSum: 0, snrDbCount: 0, hits: zeros }));
  return {
    ...{ schemaVersion: 1, key, model, attack: attack.id, images, draws: 1, clean: zeros, points, gallery: [] },
    durationMs: 0,
  };
}
