import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { redisAddress } from '../../src/queue/redisAddress.js';
import { readResults } from '../../src/results/readResults.js';
import { testRedis } from './redisServer.js';
import { type CliRun, repository, runCli } from './runCli.js';

export const main = `${repository}/dist/cli/main.js`;

const suite = {
  name: 'queued',
  dataset: { name: 'mnist', split: 'test', images: 120 },
  models: ['baseline', 'random-16'].map((id) => ({ id, path: `${repository}/models/mnist/${id}` })),
  attacks: [
    { id: 'fgsm', kind: 'fgsm', snrDb: [35, 25] },
    { id: 'pgd', kind: 'pgd', steps: 2, epsilons: [0.1] },
    { id: 'transfer', kind: 'transfer', source: { model: 'baseline' }, attack: { kind: 'fgsm' }, epsilons: [0.1] },
  ],
  assertions: [{ select: { model: 'baseline', attack: 'fgsm' }, metric: 'accuracy', min: 0.05 }],
};

/** A process that runs while a test does other things. */
export interface Running {
  readonly child: ChildProcess;
  /** Its working folder. */
  readonly cwd: string;
  readonly ended: Promise<{ readonly code: number | null; readonly text: string }>;
  /** What it has printed so far. */
  readonly said: () => string;
}

/**
 * A Redis server, a small suite of MNIST, and processes of the program that find both. The hooks of the calling file start the server,
 * run the suite on one machine, and end what each test leaves.
 */
export function queueSite() {
  const server = testRedis();
  const children = new Set<ChildProcess>();
  let root = '';
  let alone = '';
  let folders = 0;
  const newFolder = () => {
    const folder = join(root, `machine-${folders++}`);
    mkdirSync(folder);
    return folder;
  };
  const connect = () => new Redis({ ...redisAddress(server.address, {}).options });
  const suiteFile = () => join(root, 'suite.json');

  /** Starts a command of the program, or with `program` another one. */
  const start = (
    words: readonly string[],
    {
      env = {},
      program = [process.execPath, main],
    }: { env?: Readonly<Record<string, string>>; program?: string[] } = {},
  ): Running => {
    const cwd = newFolder();
    const own = Object.entries(process.env).filter(([name]) => !/^npm_|^RAPA_|^CI$/.test(name));
    const child = spawn(program[0]!, [...program.slice(1), ...words], {
      cwd,
      env: { ...Object.fromEntries(own), RAPA_QUEUE: server.address, ...env },
    });
    children.add(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        text += chunk;
      });
    }
    const ended = once(child, 'close').then(([code, signal]) => {
      if (signal !== null) text += `\nended by ${signal}\n`;
      return { code: code as number | null, text };
    });
    return { child, cwd, ended, said: () => text };
  };
  const workerWords = ['worker', '--queue', '-j', '1', '--memory', '1GB', '--lock', '2'];
  const worker = (...words: string[]) => start([...workerWords, ...words]);
  const evalWords = () => ['eval', suiteFile(), '-j', '1', '--no-calibrate', '--patience', '2'];
  const evaluate = (folder: string, ...words: string[]): Promise<CliRun> =>
    runCli([...evalWords(), ...words], { cwd: folder, env: { RAPA_QUEUE: server.address } });

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'rapa-queue-'));
    writeFileSync(suiteFile(), JSON.stringify(suite));
    alone = newFolder();
    const run = await evaluate(alone);
    expect(run.code, run.stderr).toBe(0);
    await server.start();
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
    const redis = connect();
    await redis.flushall();
    redis.disconnect();
  });
  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true });
  });

  return {
    ...{ server, connect, newFolder, start, worker, workerWords, evaluate, evalWords },
    root: () => root,
    /** The results of one machine. */
    expected: () => outcomesOf(alone),
  };
}

/** The results of a run without what depends on machine and time. */
export function outcomesOf(folder: string): string {
  const { environment: _, command, ...rest } = readResults(join(folder, 'reports', 'queued', 'results.json'));
  expect(command).not.toMatch(/redis|--store|--queue/);
  return JSON.stringify(rest);
}

/** The text of results.json. */
export function resultsText(folder: string): string {
  return readFileSync(join(folder, 'reports', 'queued', 'results.json'), 'utf8');
}

/** Waits until something holds; after 90 s rejects with what was `seen`. */
export async function until(holds: () => boolean | Promise<boolean>, seen: () => string): Promise<void> {
  for (const startMs = performance.now(); !(await holds()); await sleep(50)) {
    if (performance.now() - startMs > 90_000) throw new Error(`waited in vain; seen so far: ${seen()}`);
  }
}
