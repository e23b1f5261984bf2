import { minHeap } from '../../src/base/minHeap.js';
import { randomStream } from '../../src/base/random.js';

/** Measured costs of a job, in ms, and the site to simulate. */
export interface SiteCosts {
  /** CPU time of the coordinator. */
  readonly coordinatorMs: number;
  /** Time of Redis, which serves one command after another, for taking, renewing and completing a job. */
  readonly redisMs: number;
  /** Time of a worker beside computing. */
  readonly workerMs: number;
  /** Time for which the store is busy with a job's results, stored and read; 0 if it is in Redis. */
  readonly storeMs: number;
  /** Mean computing time of a job on a thread; single jobs take half to one and a half times as long. */
  readonly computeMs: number;
  readonly threads: number;
}

/** What a site does in the long run. */
export interface SiteLoad {
  readonly workers: number;
  readonly jobsPerS: number;
  /** Share of the threads' time spent computing. */
  readonly efficiency: number;
  /** Shares of the time for which Redis and the store are busy; at 1 they are saturated, and threads wait for them. */
  readonly redis: number;
  readonly store: number;
  /** Time that the coordinator needs for the jobs of a second, in s; above 1 it falls behind the workers. */
  readonly coordinator: number;
}

/** Lengths of a job that are simulated first and not counted, and those that are counted. */
const warmUpJobs = 3;
const countedJobs = 10;

interface Event {
  readonly ms: number;
  /** A thread takes a job, or has computed one. */
  readonly kind: 'take' | 'computed';
}

/**
 * Simulates jobs without end on `workers` workers: each thread takes a job when it is free, waits for Redis, computes and waits for
 * the store. Redis and the store serve one job at a time, in the order in which they are asked.
 */
export function simulateSite(workers: number, costs: SiteCosts): SiteLoad {
  const { coordinatorMs, redisMs, workerMs, storeMs, computeMs } = costs;
  const threads = workers * costs.threads;
  const stream = randomStream(1, 'test', workers);
  const events = minHeap(({ ms }: Event) => ms);
  // All threads start within one job's time, as in a run that has been going on for a while.
  for (let thread = 0; thread < threads; thread++) events.push({ ms: stream.float() * computeMs, kind: 'take' });
  const startMs = warmUpJobs * computeMs;
  const endMs = startMs + countedJobs * computeMs;
  const within = (fromMs: number, toMs: number) => Math.max(0, Math.min(toMs, endMs) - Math.max(fromMs, startMs));
  let redisFreeMs = 0;
  let storeFreeMs = 0;
  const sums = { jobs: 0, computedMs: 0, redisMs: 0, storeMs: 0 };
  for (let event = events.pop()!; event.ms < endMs; event = events.pop()!) {
    const { ms } = event;
    if (event.kind === 'take') {
      const fromMs = Math.max(redisFreeMs, ms);
      redisFreeMs = fromMs + redisMs;
      sums.redisMs += within(fromMs, redisFreeMs);
      const lengthMs = computeMs * (0.5 + stream.float());
      sums.computedMs += within(redisFreeMs, redisFreeMs + lengthMs);
      events.push({ ms: redisFreeMs + lengthMs + workerMs, kind: 'computed' });
    } else {
      const fromMs = Math.max(storeFreeMs, ms);
      storeFreeMs = fromMs + storeMs;
      sums.storeMs += within(fromMs, storeFreeMs);
      if (storeFreeMs >= startMs && storeFreeMs < endMs) sums.jobs++;
      events.push({ ms: storeFreeMs, kind: 'take' });
    }
  }
  const spanMs = endMs - startMs;
  return {
    workers,
    jobsPerS: (1000 * sums.jobs) / spanMs,
    efficiency: sums.computedMs / (threads * spanMs),
    redis: sums.redisMs / spanMs,
    store: sums.storeMs / spanMs,
    coordinator: (sums.jobs * coordinatorMs) / spanMs,
  };
}
