import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { randomStream } from '../../src/base/random.js';
import { redisAddress } from '../../src/queue/redisAddress.js';
import { readResults } from '../../src/results/readResults.js';
import { type TestRedis, testRedis } from '../../test/support/redisServer.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A run during which processes were killed. */
export interface KilledRun {
  readonly kills: Readonly<Record<Victim, number>>;
  /** Runs that it took until `kills` were done; each gave results. */
  readonly runs: number;
  /** Runs whose results differ from those of one machine in any byte but the environment. */
  readonly different: number;
  readonly seconds: number;
}

type Victim = 'worker' | 'coordinator' | 'redis';

/**
 * Runs a suite with two workers again and again, and kills a worker, the coordinator or Redis (SIGKILL, with its append-only file)
 * at random moments, `kills` times in all. What was killed is started again.
 */
export async function killAtRandom(kills: number, seed: number): Promise<KilledRun> {
  const root = mkdtempSync(join(tmpdir(), 'rapa-kills-'));
  const server = testRedis();
  const stream = randomStream(seed, 'test', kills);
  const counts: Record<Victim, number> = { worker: 0, coordinator: 0, redis: 0 };
  const startMs = performance.now();
  try {
    const suite = writeSuite(root);
    const alone = await outcomes(
      launch(root, 'alone', ['eval', suite, '-j', '2', '--no-calibrate', '--quiet'], ''),
      root,
    );
    await server.start();
    let runs = 0;
    let different = 0;
    const done = () => Object.values(counts).reduce((sum, count) => sum + count, 0);
    while (done() < kills) {
      const name = `run-${runs++}`;
      const found = await runUnderFire(name);
      if (found !== alone) different++;
      await flush(server);
    }
    return { kills: counts, runs, different, seconds: Math.round((performance.now() - startMs) / 1000) };

    async function runUnderFire(name: string): Promise<string> {
      const startWorker = (at: number) =>
        launch(
          root,
          `${name}-worker-${at}`,
          ['worker', '--queue', '-j', '1', '--memory', '1GB', '--lock', '2', '--quiet'],
          server.address,
        );
      const startEval = () =>
        launch(root, name, ['eval', suite, '-j', '1', '--no-calibrate', '--quiet', '--queue'], server.address);
      const workers = [startWorker(0), startWorker(1)];
      let coordinator = startEval();
      let ended = false;
      const fire = async () => {
        while (!ended && done() < kills) {
          await sleep(1500 + stream.int(4000));
          if (ended) return;
          for (const [at, worker] of workers.entries()) if (worker.exitCode !== null) workers[at] = startWorker(at);
          const victim = (['worker', 'worker', 'coordinator', 'redis'] as const)[stream.int(4)]!;
          counts[victim]++;
          if (victim === 'redis') {
            await server.kill();
            await sleep(200);
            await server.start();
          } else if (victim === 'coordinator') {
            coordinator.kill('SIGKILL');
            coordinator = startEval();
          } else {
            const at = stream.int(2);
            workers[at]!.kill('SIGKILL');
            workers[at] = startWorker(at);
          }
        }
      };
      const firing = fire();
      let found: string | null = null;
      while (found === null) {
        const child = coordinator;
        found = await outcomes(child, root, name);
        if (found !== null || coordinator !== child) continue;
        await sleep(500); // it met Redis while that was down
        coordinator = startEval();
      }
      ended = true;
      await firing;
      for (const worker of workers) worker.kill('SIGKILL');
      return found;
    }
  } finally {
    await server.close();
    rmSync(root, { recursive: true, force: true });
  }

  /** The results of a coordinator that ended by itself; null if it was killed or could not reach Redis. */
  async function outcomes(child: ChildProcess, folder: string, name = 'alone'): Promise<string | null> {
    const code = await new Promise<number | null>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
      child.on('exit', (exitCode) => resolve(exitCode));
    });
    if (code !== 0) return null;
    const {
      environment: _,
      command: __,
      ...rest
    } = readResults(join(folder, name, 'reports', 'killed', 'results.json'));
    return JSON.stringify(rest);
  }
}

function launch(root: string, name: string, words: readonly string[], queue: string): ChildProcess {
  const cwd = join(root, name);
  mkdirSync(cwd, { recursive: true });
  return spawn(process.execPath, [main, ...words], {
    cwd,
    stdio: 'ignore',
    env: { ...process.env, RAPA_QUEUE: queue },
  });
}

async function flush(server: TestRedis): Promise<void> {
  const redis = new Redis({ ...redisAddress(server.address, {}).options });
  await redis.flushall();
  redis.disconnect();
}

function writeSuite(root: string): string {
  const file = join(root, 'suite.json');
  const models = ['baseline', 'random-16'].map((id) => ({ id, path: join(repository, 'models', 'mnist', id) }));
  const attacks = [
    { id: 'fgsm', kind: 'fgsm', snrDb: [35, 25] },
    { id: 'pgd', kind: 'pgd', steps: 10, epsilons: [0.1] },
  ];
  const dataset = { name: 'mnist', split: 'test', images: 1500 };
  writeFileSync(file, JSON.stringify({ name: 'killed', dataset, models, attacks, assertions: [] }));
  return file;
}
