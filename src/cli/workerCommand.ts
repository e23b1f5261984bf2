import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { BackendChoice } from '../base/backends.js';
import { exitCodes } from '../base/exitCodes.js';
import { openRuns } from '../queue/openRuns.js';
import { serveQueue } from '../queue/serveQueue.js';
import { budgetOfWorker } from '../runner/memoryBudget.js';
import { numericsVersion } from '../runner/numericsVersion.js';
import { ownEngine } from '../runner/ownEngine.js';
import { openThreads } from '../runner/workerPool.js';
import type { AddCommand } from './command.js';
import { ensureWritable } from './ensureWritable.js';
import { byteSize, wholeNumber } from './flags.js';
import { backendOption, dataDirOption } from './options.js';
import { openQueue, type QueueFlags, queueOption, storeOption } from './queueOptions.js';
import { onStopSignal } from './stopSignals.js';

/** Time to finish the jobs that have begun, which take 10 to 30 seconds. */
const stopLimitMs = 120_000;

interface WorkerFlags extends QueueFlags {
  readonly backend: BackendChoice;
  readonly workers: number;
  readonly memory?: number;
  readonly folder: string;
  readonly lock: number;
  readonly idle?: number;
  readonly dataDir?: string;
  readonly quiet?: true;
}

/** `rapa worker`: computes cells for the runs of a queue, on any machine. */
export const addWorkerCommand: AddCommand = (program, finish) =>
  program
    .command('worker')
    .description('compute cells for `eval --queue` on any number of machines')
    .addOption(queueOption())
    .addOption(storeOption())
    .addOption(backendOption())
    .option('-j, --workers <n>', 'worker threads', wholeNumber(1, 256), availableParallelism())
    .option('--memory <size>', 'what all threads together may take (default: a third of what is free)', byteSize)
    .option('--folder <folder>', 'where fetched models and data are kept', join('.rapa', 'fetched'))
    .option('--lock <seconds>', "after this silence a worker's jobs go to others", wholeNumber(2, 3600), 30)
    .option('--idle <seconds>', 'end after so long without work (default: never)', wholeNumber(1))
    .addOption(dataDirOption())
    .option('--quiet', 'print nothing but errors')
    .action(async (flags: WorkerFlags) => {
      const code = await work(flags);
      finish(code);
      process.exit(code); // connections that wait for Redis to come back would keep the process alive
    });

async function work(flags: WorkerFlags): Promise<number> {
  const { workers, backend, folder } = flags;
  const log = (line: string) => void (flags.quiet || process.stderr.write(`${line}\n`));
  const memoryBytes = budgetOfWorker(workers, flags.memory);
  ensureWritable(folder);
  const { redis, address, store, close } = await openQueue(flags, log);
  const abort = new AbortController();
  const release = onStopSignal(() => {
    log('stopping: the jobs that have begun are finished first');
    abort.abort();
  });
  const own = { numerics: numericsVersion(), engine: await ownEngine(backend) };
  const openPool = openThreads({ workers, backend, memoryBytes });
  const runs = openRuns({ store, folder, dataDir: flags.dataDir, openPool, own, memoryBytes });
  try {
    const idleMs = flags.idle === undefined ? null : flags.idle * 1000;
    const lockMs = flags.lock * 1000;
    const common = { redis, address, store, runs, own, threads: workers, signal: abort.signal, log };
    const { cells } = await serveQueue({ ...common, lockMs, idleMs, stopLimitMs });
    log(`${cells} cells computed`);
    return exitCodes.pass;
  } finally {
    release();
    await runs.close();
    await close();
  }
}
