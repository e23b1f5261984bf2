import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { TestRedis } from '../../test/support/redisServer.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/** Failures in a row, without a kill between, after which a coordinator is given up. */
const mostFailures = 30;
const retryMs = 500;

/** What can be killed. */
export const victims = ['worker', 'worker', 'coordinator', 'redis'] as const;
export type Victim = (typeof victims)[number];

/** A coordinator, two workers of one thread and a Redis server that run one suite as processes. */
export interface KillableSite {
  /** SIGKILL, a pause, and a new start. False if the process was not running: nothing was killed. */
  kill(victim: Victim, options: { readonly pauseMs: number; readonly worker: 0 | 1 }): Promise<boolean>;
  /** Starts workers again that ended by themselves, such as those that met no Redis. */
  restartWorkers(): void;
  /** The exit code of the first coordinator that ends with results: one that ran to its end, whatever happened to others. */
  finished: Promise<number>;
  close(): void;
}

/** Starts the processes of a site in `folder`, where the coordinator leaves its results. The server must be running. */
export function startSite(folder: string, { suite, server }: { suite: string; server: TestRedis }): KillableSite {
  const workerWords = ['worker', '--queue', '-j', '1', '--memory', '1GB', '--lock', '2', '--quiet'];
  const startWorker = (at: number) => launch(join(folder, `worker-${at}`), workerWords, server.address);
  const startEval = () => launch(folder, [...evalWords(suite), '--queue'], server.address);
  const workers = [startWorker(0), startWorker(1)];
  let coordinator = startEval();
  let isClosed = false;
  const finish = async () => {
    for (let failures = 0; !isClosed; failures++) {
      const child = coordinator;
      const code = await exitCode(child);
      if (code === 0 || code === 3) return code;
      if (coordinator !== child) failures = 0;
      else if (failures >= mostFailures) throw new Error(`eval ended with ${code}: ${readFileSync(logOf(folder))}`);
      else {
        await sleep(retryMs); // it met Redis while that was down
        if (coordinator === child && !isClosed) coordinator = startEval();
      }
    }
    throw new Error('closed');
  };
  return {
    finished: finish(),
    kill: async (victim, { pauseMs, worker }) => {
      if (victim === 'redis') {
        await server.kill();
        await sleep(pauseMs);
        await server.start();
        return true;
      }
      const child = victim === 'worker' ? workers[worker]! : coordinator;
      if (!isRunning(child)) return false;
      child.kill('SIGKILL');
      if (victim === 'worker') {
        await sleep(pauseMs);
        workers[worker] = startWorker(worker);
      } else coordinator = startEval();
      return true;
    },
    restartWorkers: () => {
      for (const [at, worker] of workers.entries()) if (!isRunning(worker)) workers[at] = startWorker(at);
    },
    close: () => {
      isClosed = true;
      for (const child of [...workers, coordinator]) child.kill('SIGKILL');
    },
  };
}

/** Runs the suite in one process; its exit code. */
export function runAlone(folder: string, suite: string): Promise<number | null> {
  return exitCode(launch(folder, evalWords(suite), ''));
}

function evalWords(suite: string): string[] {
  return ['eval', suite, '-j', '1', '--no-calibrate', '--quiet'];
}

function launch(cwd: string, words: readonly string[], queue: string): ChildProcess {
  mkdirSync(cwd, { recursive: true });
  const log = openSync(logOf(cwd), 'a');
  return spawn(process.execPath, [main, ...words], {
    cwd,
    stdio: ['ignore', log, log],
    env: { ...process.env, RAPA_QUEUE: queue },
  });
}

function logOf(folder: string): string {
  return join(folder, 'log.txt');
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (!isRunning(child)) resolve(child.exitCode);
    child.on('exit', resolve);
  });
}
