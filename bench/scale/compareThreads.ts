import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { testRedis } from '../../test/support/redisServer.js';
import { summarise } from '../statistics.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The same run by two threads of one process and by two workers of one thread. */
export interface ThreadsAndWorkers {
  /** Times from the plan to the last cell, in s, of each round. */
  readonly threadsS: readonly number[];
  readonly workersS: readonly number[];
  /** Median of the rounds' ratios of throughput: workers over threads. */
  readonly ratio: number;
  /** The same between a tenth and nine tenths of the work, without start and end. */
  readonly steadyRatio: number;
}

/** With 1,000 images a run of about two minutes, which has jobs of some seconds. */
const steps = 100;

interface Timed {
  readonly wholeMs: number;
  readonly steadyMs: number;
}

/** Runs `images` images of a suite of MNIST both ways, one after the other, `rounds` times. */
export async function compareThreads({
  rounds,
  images,
}: {
  readonly rounds: number;
  readonly images: number;
}): Promise<ThreadsAndWorkers> {
  const root = mkdtempSync(join(tmpdir(), 'rapa-threads-'));
  const suite = join(root, 'suite.json');
  const models = ['baseline', 'random-16'].map((id) => ({ id, path: join(repository, 'models', 'mnist', id) }));
  const attacks = [{ id: 'pgd', kind: 'pgd', steps, epsilons: [0.1] }];
  const dataset = { name: 'mnist', split: 'test', images };
  writeFileSync(suite, JSON.stringify({ name: 'timed', dataset, models, attacks, assertions: [] }));
  const pairs: { readonly threads: Timed; readonly workers: Timed }[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const threads = await timed(join(root, `threads-${round}`), ['eval', suite, '-j', '2'], '');
      const server = testRedis();
      await server.start();
      const children = [0, 1].map((at) => launch(join(root, `worker-${round}-${at}`), workerWords, server.address));
      const places = children.map((child) => until(child, /waiting for work/));
      await Promise.all(places);
      const workers = await timed(join(root, `queue-${round}`), ['eval', suite, '-j', '1', '--queue'], server.address);
      for (const child of children) child.kill('SIGKILL');
      await server.close();
      pairs.push({ threads, workers });
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  const ratio = (pick: (time: Timed) => number) =>
    summarise(pairs.map(({ threads, workers }) => pick(threads) / pick(workers))).median;
  return {
    threadsS: pairs.map(({ threads }) => threads.wholeMs / 1000),
    workersS: pairs.map(({ workers }) => workers.wholeMs / 1000),
    ratio: ratio(({ wholeMs }) => wholeMs),
    steadyRatio: ratio(({ steadyMs }) => steadyMs),
  };
}

const workerWords = ['worker', '--queue', '-j', '1', '--memory', '1GB'];

/** Runs eval and reads the times from its progress. */
async function timed(folder: string, words: readonly string[], queue: string): Promise<Timed> {
  const child = launch(folder, [...words, '--no-calibrate', '--progress', 'json'], queue);
  let text = '';
  child.stderr!.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`eval ended with ${code}: ${text}`);
  const lines = text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Update] : []));
  const timeOf = (share: number) => lines.find(({ done, total }) => done >= share * total)!.goneMs;
  return { wholeMs: timeOf(1), steadyMs: timeOf(0.9) - timeOf(0.1) };
}

/** A line of `--progress json`. */
interface Update {
  readonly done: number;
  readonly total: number;
  readonly goneMs: number;
}

function launch(cwd: string, words: readonly string[], queue: string): ChildProcess {
  mkdirSync(cwd, { recursive: true });
  const env = { ...process.env, RAPA_QUEUE: queue };
  return spawn(process.execPath, [main, ...words], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
}

async function until(child: ChildProcess, pattern: RegExp): Promise<void> {
  let text = '';
  child.stderr!.on('data', (chunk) => {
    text += chunk;
  });
  while (!pattern.test(text)) {
    if (child.exitCode !== null) throw new Error(`the worker ended: ${text}`);
    await sleep(50);
  }
}
