import { Command } from 'commander';
import { wholeNumber } from '../../src/cli/flags.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { resolveDataDir } from '../../src/datasets/resolveDataDir.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { hasRedis, testRedis } from '../../test/support/redisServer.js';
import { describeMachine, machineLines } from '../machine.js';
import { percent, printTable, short } from '../printTable.js';
import { killAtRandom } from './killAtRandom.js';
import { measureOverhead, type Overhead } from './measureOverhead.js';
import { simulateSite } from './simulateSite.js';

interface Flags {
  readonly jobs: number;
  readonly kills: number;
  readonly seed: number;
}

const program = new Command('bench:scale')
  .description('Measure the overhead of the queue, kill its processes at random, and simulate large sites')
  .option('--jobs <n>', 'jobs of the overhead', wholeNumber(100), 10_000)
  .option('--kills <n>', 'processes to kill; 0: none', wholeNumber(0), 50)
  .option('--seed <n>', 'seed of the kills', wholeNumber(0), 1);

const { jobs, kills, seed } = program.parse().opts<Flags>();
if (!hasRedis) throw new Error('redis-server is not installed');
process.stdout.write(machineLines(describeMachine()));
const overheads = await overheadSection();
if (kills > 0) await killSection();
simulationSection(overheads.at(-1)!);

async function overheadSection(): Promise<Overhead[]> {
  const suite = parseSuite('suites/mnist.json');
  const dataset = await loadDataset(suite.dataset, { dataDir: resolveDataDir(undefined) });
  const measured: Overhead[] = [];
  for (const workers of [2, 4]) {
    const server = testRedis();
    await server.start();
    measured.push(await measureOverhead({ suite, dataset, server }, { jobs, workers }));
    await server.close();
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

async function killSection(): Promise<void> {
  const run = await killAtRandom(kills, seed);
  printTable(
    `Random SIGKILLs, seed ${seed}`,
    [
      [run.kills.worker, run.kills.coordinator, run.kills.redis, run.runs, run.different, run.seconds].map((figure) =>
        String(figure),
      ),
    ],
    ['workers', 'coordinators', 'Redis', 'runs', 'runs that differ from one machine', 'seconds'],
  );
}

function simulationSection({ coordinatorMs, workerMs, redisMs }: Overhead): void {
  const costs = { coordinatorMs, redisMs, storeMs: workerMs, computeMs: 20_000, threads: 8 };
  printTable(
    'Simulated sites with these costs, 8 threads a worker, jobs of 20 s',
    [100, 300, 1000, 3000, 10_000].map((workers) => {
      const load = simulateSite(workers, costs);
      return [
        String(workers),
        short(load.jobsPerS),
        percent(load.efficiency),
        percent(load.redis),
        percent(load.coordinator),
      ];
    }),
    ['workers', 'jobs a second', 'threads computing', 'Redis busy', 'coordinator busy'],
  );
}
