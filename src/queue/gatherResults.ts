import { isUserFault } from '../base/errors.js';
import type { PlannedWork } from '../schedule/planWork.js';
import type { Gathering } from './gathering.js';
import type { PlannedJob } from './planJobs.js';
import { isFull, minutesText } from './redisFaults.js';
import { collectJobs, failureOf, type Missing, sweepStore } from './sweepStore.js';

/** Time between looks into the store for all missing cells, whatever events say. */
const sweepMs = 5_000;
/** A sweep takes at most this share of the time. */
const sweepShare = 0.1;
/** Time before the next attempt when Redis or the store does not answer. */
const retryMs = 1000;
/** Jobs that events name are looked at in portions of this size. */
const hintsAtOnce = 64;
/** Workers that are there may be silent for this many times the patience. */
const silenceFactor = 4;

/**
 * Enqueues jobs and reads their results from the store until every wanted cell was told, or the signal arrives. `wanted`: the
 * missing cells of the run, by key. Cells that nobody computes within the patience, or whose results cannot be read, are told as failed.
 */
export async function gatherResults(
  run: Gathering,
  jobs: readonly PlannedJob[],
  wanted: ReadonlyMap<string, PlannedWork>,
): Promise<void> {
  const { signal, patienceMs, workers, tell } = run;
  const isWanted = (job: PlannedJob) => job.work.some(({ cell }) => wanted.has(cell.key));
  const missing: Missing = {
    jobs: new Map(jobs.filter(isWanted).map((job) => [job.id, job])),
    cells: new Map(wanted),
    isFirst: true,
  };
  const hints = listen(run, missing);
  const startedMs = performance.now();
  const latestMs = { news: startedMs, worker: startedMs, answer: startedMs };
  let nextSweepMs = 0;
  const told = new Set<string>();
  let reason = `no worker computed it within ${minutesText(patienceMs)}`;
  while (missing.jobs.size > 0 && !signal.aborted) {
    const before = missing.cells.size;
    const beganMs = performance.now();
    try {
      if (beganMs >= nextSweepMs) {
        await sweepStore(run, missing);
        const tookMs = performance.now() - beganMs;
        nextSweepMs = performance.now() + Math.max(sweepMs, tookMs / sweepShare);
      } else await collectJobs(run, missing, hints.take(hintsAtOnce));
      latestMs.answer = performance.now();
    } catch (error) {
      if (!isPassing(error)) throw error;
      const message = isFull(error) ? `${run.address.place} is full (maxmemory)` : (error as Error).message;
      if (performance.now() - latestMs.answer > patienceMs) {
        reason = `queue or store did not answer for ${minutesText(patienceMs)}: ${message}`;
        break;
      }
      if (!told.has(message)) run.log(`trying again for ${minutesText(patienceMs)}: ${message}`);
      told.add(message);
      nextSweepMs = performance.now() + retryMs;
    }
    const nowMs = performance.now();
    if (missing.cells.size < before) latestMs.news = nowMs;
    if (missing.cells.size < before || workers() > 0) latestMs.worker = nowMs;
    if (nowMs - latestMs.worker > patienceMs || nowMs - latestMs.news > silenceFactor * patienceMs) break;
    if (missing.jobs.size > 0) await hints.wait(nextSweepMs - nowMs);
  }
  hints.stop();
  if (signal.aborted) return;
  for (const work of missing.cells.values()) tell(work, failureOf(work, reason));
}

/** Jobs that events of the queue name. */
interface Hints {
  take(count: number): string[];
  /** Ends at the next event or the signal, at once if there are jobs to take, at the latest after `ms`. */
  wait(ms: number): Promise<void>;
  stop(): void;
}

function listen({ events, signal }: Gathering, { jobs }: Missing): Hints {
  const named = new Set<string>();
  let wake = () => {};
  const hear = ({ jobId }: { readonly jobId: string }) => {
    if (jobs.has(jobId)) named.add(jobId);
    wake();
  };
  const stop = () => wake();
  events.on('completed', hear);
  events.on('failed', hear);
  signal.addEventListener('abort', stop, { once: true });
  return {
    take: (count) => {
      const some = [...named].slice(0, count);
      for (const id of some) named.delete(id);
      return some;
    },
    wait: (ms) =>
      new Promise((resolve) => {
        if (named.size > 0 || signal.aborted) return resolve();
        const timer = setTimeout(resolve, Math.max(0, ms));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    stop: () => {
      events.off('completed', hear);
      events.off('failed', hear);
      signal.removeEventListener('abort', stop);
    },
  };
}

/** Whether Redis or the store may answer the next time; faults of the user and of the program do not pass. */
function isPassing(error: unknown): boolean {
  return !isUserFault(error) && !(error instanceof TypeError) && !(error instanceof RangeError);
}
