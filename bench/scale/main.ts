import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { Redis } from 'ioredis';
import { wholeNumber } from '../../src/cli/flags.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { resolveDataDir } from '../../src/datasets/resolveDataDir.js';
import { redisAddress } from '../../src/queue/redisAddress.js';
import { folderStore } from '../../src/stores/folderStore.js';
import { redisStore } from '../../src/stores/redisStore.js';
import type { Store } from '../../src/stores/store.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { hasRedis, type TestRedis, testRedis } from '../../test/support/redisServer.js';
import { describeMachine, machineLines } from '../machine.js';
import { percent, printTable, short } from '../printTable.js';
import { compareThreads } from './compareThreads.js';
import { killAtRandom } from './killAtRandom.js';
import { measureOverhead, type Overhead } from './measureOverhead.js';
import { measureStore, type StoreSpeed } from './measureStore.js';
import { simulateSite } from './simulateSite.js';

const sections = ['overhead', 'threads', 'kills', 'sites'] as const;

interface Flags {
  readonly only?: (typeof sections)[number];
  readonly jobs: number;
  readonly kills: number;
  readonly images: number;
  readonly seed: number;
}

const program = new Command('bench:scale')
  .description(
    'Measure the overhead of the queue, compare workers with threads, kill processes at random, simulate sites',
  )
  .addOption(new Option('--only <section>', 'one section; sites measures the overhead, too').choices([...sections]))
  .option('--jobs <n>', 'jobs of the overhead', wholeNumber(100), 10_000)
  .option('--kills <n>', 'processes to kill', wholeNumber(1), 50)
  .option('--images <n>', 'images of each run with kills or with threads', wholeNumber(1), 1000)
  .option('--seed <n>', 'seed of the kills', wholeNumber(0), 1);

const { only, jobs, kills, images, seed } = program.parse().opts<Flags>();
if (!hasRedis) throw new Error('redis-server is not installed');
process.stdout.write(machineLines(describeMachine()));
const isAsked = (section: (typeof sections)[number]) => only === undefined || only === section;
const overheads = isAsked('overhead') || isAsked('sites') ? await overheadSection() : [];
if (isAsked('threads')) await threadsSection();
if (isAsked('kills')) await killSection();
if (isAsked('sites')) sitesSection(overheads.at(-1)!, await storesSection());

async function overheadSection(): Promise<Overhead[]> {
  const suite = parseSuite('suites/mnist.json');
  const dataset = await loadDataset(suite.dataset, { dataDir: resolveDataDir(undefined) });
  const measured: Overhead[] = [];
  for (const workers of [2, 4]) {
    measured.push(await withRedis((server) => measureOverhead({ suite, dataset, server }, { jobs, workers })));
  }
  printTable(
    `Overhead of ${jobs} jobs that compute nothing, store in Redis with an append-only file`,
    measured.map((own) => [
      ...[String(own.workers), short(own.coordinatorMs), short(own.workerMs), short(own.redisMs), short(own.spanS)],
      ...[`${short(own.heapMb[0])} / ${short(own.heapMb[1])}`, String(own.arrived), String(own.twice)],
    ]),
    ['workers', 'coordinator ms', 'worker ms', 'Redis ms', 'span s', 'heap MB half / end', 'arrived', 'twice'],
  );
  return measured;
}

async function threadsSection(): Promise<void> {
  const { threadsS, workersS, ratio, steadyRatio } = await compareThreads({ rounds: 3, images });
  const times = (all: readonly number[]) => all.map(short).join(', ');
  printTable(
    'Two threads of one process and two workers of one thread, in turn',
    [[times(threadsS), times(workersS), short(ratio), short(steadyRatio)]],
    ['threads s', 'workers s', 'throughput', 'throughput without start and end'],
  );
}

async function killSection(): Promise<void> {
  const run = await killAtRandom({ kills, seed, images }, (line) => process.stderr.write(`${line}\n`));
  const figures = [run.kills.worker, run.kills.coordinator, run.kills.redis, run.runs];
  printTable(
    `Random SIGKILLs, seed ${seed}`,
    [[...figures, run.lost, run.twice, run.different, run.seconds].map(String)],
    ['workers', 'coordinators', 'Redis', 'runs', 'lost', 'twice', 'runs that differ from one machine', 'seconds'],
  );
}

async function storesSection(): Promise<{ readonly folder: StoreSpeed }> {
  const place = mkdtempSync(join(tmpdir(), 'rapa-store-'));
  const folder = await measureStore(folderStore(place), 2000);
  rmSync(place, { recursive: true });
  const redis = await withRedis(async (server) => {
    const client = new Redis({ ...redisAddress(server.address, {}).options });
    const speed = await measureStore(redisStore(client, 'Redis') satisfies Store, 2000);
    client.disconnect();
    return speed;
  });
  printTable(
    'Stores, 32 requests of one process at once',
    Object.entries({ 'folder on a local disk': folder, Redis: redis }).map(([name, speed]) => [
      ...[name, short(speed.recordKb), short(speed.putsPerS), short(speed.getsPerS), short(speed.looksPerS)],
    ]),
    ['store', 'record KB', 'stored a second', 'read a second', 'looked for a second'],
  );
  return { folder };
}

function sitesSection(
  { coordinatorMs, workerMs, redisMs }: Overhead,
  { folder }: { readonly folder: StoreSpeed },
): void {
  const folderMs = 1000 / folder.putsPerS + 1000 / folder.getsPerS;
  for (const [store, storeMs] of Object.entries({ 'in Redis': 0, 'in this folder': folderMs })) {
    const costs = { coordinatorMs, redisMs, workerMs, storeMs, computeMs: 20_000, threads: 8 };
    printTable(
      `Simulated sites with these costs, store ${store}, 8 threads a worker, jobs of 20 s`,
      [100, 300, 1000, 3000, 10_000].map((workers) => {
        const load = simulateSite(workers, costs);
        const shares = [load.efficiency, load.redis, load.store, load.coordinator];
        return [String(workers), short(load.jobsPerS), ...shares.map(percent)];
      }),
      ['workers', 'jobs a second', 'threads computing', 'Redis busy', 'store busy', 'coordinator needs'],
    );
  }
}

async function withRedis<T>(use: (server: TestRedis) => Promise<T>): Promise<T> {
  const server = testRedis();
  await server.start();
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}
