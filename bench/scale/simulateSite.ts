import { randomStream } from '../../src/base/random.js';

/** Measured costs of a job, in ms, and the site to simulate. */
export interface SiteCosts {
  /** CPU time of the coordinator. */
  readonly coordinatorMs: number;
  /** Time of Redis, which serves one command after another, for taking, renewing and completing a job. */
  readonly redisMs: number;
  /** Time of storing a job's results in a worker. */
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
  readonly coordinator: number;
}

const jobsOfThread = 30;

/**
 * Simulates jobs on `workers` workers: each thread takes a job when it is free, waits for Redis, computes, stores, and waits for
 * Redis to complete it; then the coordinator reads the result. Redis and the coordinator serve one job at a time, in order.
 */
export function simulateSite(workers: number, costs: SiteCosts): SiteLoad {
  const { coordinatorMs, redisMs, storeMs, computeMs } = costs;
  const threads = workers * costs.threads;
  const stream = randomStream(1, 'test', workers);
  // All threads start within one job's time, as in a run that has been going on for a while.
  const events = new EventHeap();
  for (let thread = 0; thread < threads; thread++) events.push(stream.float() * computeMs, thread);
  const left = new Array<number>(threads).fill(jobsOfThread);
  let redisFreeMs = 0;
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
    const doneMs = startMs + lengthMs + storeMs;
    coordinatorFreeMs = Math.max(coordinatorFreeMs, doneMs) + coordinatorMs;
    endMs = Math.max(endMs, doneMs);
    events.push(doneMs, thread);
  }
  const jobs = threads * jobsOfThread;
  const spanMs = Math.max(endMs, coordinatorFreeMs);
  return {
    workers,
    jobsPerS: (1000 * jobs) / spanMs,
    efficiency: computedMs / (threads * spanMs),
    redis: (jobs * redisMs) / spanMs,
    coordinator: (jobs * coordinatorMs) / spanMs,
  };
}

/** A binary heap of events by time. */
class EventHeap {
  readonly #events: (readonly [ms: number, thread: number])[] = [];

  push(ms: number, thread: number): void {
    const events = this.#events;
    let at = events.push([ms, thread]) - 1;
    for (let up = (at - 1) >> 1; at > 0 && events[up]![0] > events[at]![0]; up = (at - 1) >> 1) {
      [events[up], events[at]] = [events[at]!, events[up]!];
      at = up;
    }
  }

  pop(): readonly [ms: number, thread: number] | null {
    const events = this.#events;
    const first = events[0];
    const last = events.pop();
    if (first === undefined || last === undefined) return null;
    if (events.length === 0) return first;
    events[0] = last;
    for (let at = 0; ; ) {
      const [a, b] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (a < events.length && events[a]![0] < events[least]![0]) least = a;
      if (b < events.length && events[b]![0] < events[least]![0]) least = b;
      if (least === at) return first;
      [events[at], events[least]] = [events[least]!, events[at]!];
      at = least;
    }
  }
}
