import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { randomStream } from '../../src/base/random.js';
import { redisAddress } from '../../src/queue/redisAddress.js';
import { readResults } from '../../src/results/readResults.js';
import { type TestRedis, testRedis } from '../../test/support/redisServer.js';
import { runAlone, startSite, type Victim, victims } from './killableSite.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const shortestMs = 500;
const longestMs = 9000;
const longestPauseMs = 3000;

/** Runs during which processes were killed. */
export interface KilledRuns {
  readonly kills: Readonly<Record<Victim, number>>;
  /** Runs that it took until all kills were done; each gave results. */
  readonly runs: number;
  /** Outcomes of images that are missing in the results, or failed, and outcomes beyond one of each image. */
  readonly lost: number;
  readonly twice: number;
  /** Runs whose results differ from those of one machine in any byte but the environment. */
  readonly different: number;
  readonly seconds: number;
}

/**
 * Runs a suite with two workers again and again, and kills a worker, the coordinator or Redis (SIGKILL, with its append-only file)
 * at random moments, `kills` times in all, two workers, a coordinator and Redis of every four. What was killed is started again. `tell`: lines for the user.
 */
export async function killAtRandom(
  { kills, seed, images }: { readonly kills: number; readonly seed: number; readonly images: number },
  tell: (line: string) => void,
): Promise<KilledRuns> {
  const root = mkdtempSync(join(tmpdir(), 'rapa-kills-'));
  const server = testRedis();
  const stream = randomStream(seed, 'test', kills);
  const deck: Victim[] = [...victims]; // drawn without putting back, so that every four kills have all kinds
  const counts: Record<Victim, number> = { worker: 0, coordinator: 0, redis: 0 };
  const done = () => Object.values(counts).reduce((sum, count) => sum + count, 0);
  const startMs = performance.now();
  const sums = { runs: 0, lost: 0, twice: 0, different: 0 };
  try {
    const suite = writeSuite(root, images);
    const alone = join(root, 'alone');
    const code = await runAlone(alone, suite);
    if (code !== 0) throw new Error(`the run on one machine ended with ${code}`);
    await server.start();
    while (done() < kills) {
      const folder = join(root, `run-${sums.runs++}`);
      const before = done();
      await runUnderFire(folder, suite);
      const { lost, twice, isDifferent } = compare(alone, folder);
      sums.lost += lost;
      sums.twice += twice;
      if (isDifferent) sums.different++;
      tell(`run ${sums.runs}: ${done() - before} kills, ${lost} lost, ${twice} twice, different: ${isDifferent}`);
      await flush(server);
    }
    return { kills: counts, ...sums, seconds: Math.round((performance.now() - startMs) / 1000) };
  } finally {
    await server.close();
    rmSync(root, { recursive: true, force: true });
  }

  async function runUnderFire(folder: string, suite: string): Promise<void> {
    const site = startSite(folder, { suite, server });
    let ended = false;
    const fire = async () => {
      while (!ended && done() < kills) {
        await sleep(shortestMs + stream.int(longestMs - shortestMs));
        if (ended) return;
        const drawn = stream.int(deck.length);
        const victim = deck[drawn]!;
        const options = { pauseMs: stream.int(longestPauseMs), worker: stream.int(2) as 0 | 1 };
        if (await site.kill(victim, options)) {
          counts[victim]++;
          deck.splice(drawn, 1);
          if (deck.length === 0) deck.push(...victims);
        }
        site.restartWorkers();
      }
      while (!ended) {
        await sleep(shortestMs);
        site.restartWorkers(); // some met no Redis
      }
    };
    const firing = fire();
    try {
      await site.finished;
    } finally {
      ended = true;
      await firing;
      site.close();
    }
  }
}

/** Compares the results of a run with those of one machine. */
function compare(alone: string, folder: string) {
  const files = [alone, folder].map((place) => join(place, 'reports', 'killed', 'results.json'));
  const [expected, found] = files.map(readResults);
  const totals = new Map(found!.curves.map(({ model, attack, clean }) => [`${model} ${attack}`, clean.total]));
  const excess = expected!.curves.map(
    ({ model, attack, clean }) => (totals.get(`${model} ${attack}`) ?? 0) - clean.total,
  );
  const [one, many] = files.map(withoutEnvironment);
  return {
    lost: excess.reduce((sum, each) => sum + Math.max(0, -each), 0),
    twice: excess.reduce((sum, each) => sum + Math.max(0, each), 0),
    isDifferent: one !== many,
  };
}

function withoutEnvironment(file: string): string {
  const { environment: _, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as { readonly environment: unknown };
  return JSON.stringify(rest);
}

async function flush(server: TestRedis): Promise<void> {
  const redis = new Redis({ ...redisAddress(server.address, {}).options });
  await redis.flushall();
  redis.disconnect();
}

function writeSuite(root: string, images: number): string {
  const file = join(root, 'suite.json');
  const models = ['baseline', 'random-16'].map((id) => ({ id, path: join(repository, 'models', 'mnist', id) }));
  const attacks = [
    { id: 'fgsm', kind: 'fgsm', snrDb: [35, 25] },
    { id: 'pgd', kind: 'pgd', steps: 10, epsilons: [0.1] },
  ];
  const dataset = { name: 'mnist', split: 'test', images };
  writeFileSync(file, JSON.stringify({ name: 'killed', dataset, models, attacks, assertions: [] }));
  return file;
}
