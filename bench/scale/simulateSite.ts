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

/** How busy the parts of a site are, as shares of the time. */
export interface SiteLoad {
  readonly workers: number;
  readonly jobsPerS: number;
  /** Share of the threads' time spent computing. */
  readonly efficiency: number;
  readonly redis: number;
  readonly store: number;
  readonly coordinator: number;
}

const jobsOfThread = 30;

/**
 * Simulates jobs on `workers` workers: each thread takes a job when it is free, waits for Redis, computes and waits for the store;
 * then the coordinator reads the result. Redis, the store and the coordinator serve one job at a time, in order.
 */
export function simulateSite(workers: number, costs: SiteCosts): SiteLoad {
  const { coordinatorMs, redisMs, workerMs, storeMs, computeMs } = costs;
  const threads = workers * costs.threads;
  const stream = randomStream(1, 'test', workers);
  // All threads start within one job's time, as in a run that has been going on for a while.
  const events = minHeap(([ms]: readonly [ms: number, thread: number]) => ms);
  for (let thread = 0; thread < threads; thread++) events.push([stream.float() * computeMs, thread]);
  const left = new Array<number>(threads).fill(jobsOfThread);
  let redisFreeMs = 0;
  let storeFreeMs = 0;
  let coordinatorFreeMs = 0;
  let computedMs = 0;
  let endMs = 0;
  for (let event = events.pop(); event !== null; event = events.pop()) {
    const [nowMs, thread] = event;
    if (left[thread] === 0) continue;
    left[thread]!--;
    const startMs = Math.max(redisFreeMs, nowMs) + redisMs;
    redisFreeMs = startMs;
    const lengthMs = computeMs * (0.5 + stream.float());
    computedMs += lengthMs;
    const doneMs = Math.max(storeFreeMs, startMs + lengthMs + workerMs) + storeMs;
    if (storeMs > 0) storeFreeMs = doneMs;
    coordinatorFreeMs = Math.max(coordinatorFreeMs, doneMs) + coordinatorMs;
    endMs = Math.max(endMs, doneMs);
    events.push([doneMs, thread]);
  }
  const jobs = threads * jobsOfThread;
  const spanMs = Math.max(endMs, coordinatorFreeMs);
  return {
    workers,
    jobsPerS: (1000 * jobs) / spanMs,
    efficiency: computedMs / (threads * spanMs),
    redis: (jobs * redisMs) / spanMs,
    store: (jobs * storeMs) / spanMs,
    coordinator: (jobs * coordinatorMs) / spanMs,
  };
}
