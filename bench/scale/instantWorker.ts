import { Redis } from 'ioredis';
import { redisAddress } from '../../src/queue/redisAddress.js';
import { serveQueue } from '../../src/queue/serveQueue.js';
import { openStore } from '../../src/stores/openStore.js';
import { instantRuns } from './instantRuns.js';
import { madeNumerics } from './madeRun.js';

/** What the process is told, as JSON. */
export interface InstantWorker {
  /** Address of Redis, which holds the store, too. */
  readonly queue: string;
  readonly threads: number;
  readonly lockMs: number;
  /** Key of a cell that kills the process. */
  readonly fatal?: string;
}

/** A worker whose cells take no time, as a process. */
const { queue, threads, lockMs, fatal } = JSON.parse(process.argv[2]!) as InstantWorker;
const address = redisAddress(queue, {});
const redis = new Redis({ ...address.options });
const store = await openStore(undefined, { redis, place: address.place });
const abort = new AbortController();
process.on('SIGTERM', () => abort.abort());

const runs = instantRuns(store, (cells) => {
  if (cells.some(({ key }) => key === fatal)) process.kill(process.pid, 'SIGKILL');
});
const before = process.cpuUsage();
const { cells } = await serveQueue({
  ...{ redis, address, store, runs, own: madeNumerics, threads, lockMs, idleMs: null, stopLimitMs: 60_000 },
  ...{ signal: abort.signal, log: () => {} },
});
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ cells, cpuMs: (user + system) / 1000 }));
redis.disconnect();
