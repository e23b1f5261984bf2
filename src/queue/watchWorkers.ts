import type { QueueOptions } from './gathering.js';
import { announce, announceMs, isAlike, type Presence, whoIsThere } from './presence.js';
import { numericsText } from './queueNames.js';
import { withLimit } from './withLimit.js';

const answerLimitMs = 20_000;
/** Workers are looked for more often than they announce themselves, so that the first one is seen at once. */
const lookMs = announceMs / 5;

/** The workers of a run, as they announce themselves. */
export interface WorkerWatch {
  /** Number of workers that take jobs of this run. */
  readonly workers: () => number;
  readonly stop: () => void;
}

/** Announces a run, and tells the user which workers are there and which take no part, whenever that changes. */
export function watchWorkers(
  { redis, log }: Pick<QueueOptions, 'redis' | 'log'>,
  { id, presence }: { readonly id: string; readonly presence: Presence },
): WorkerWatch {
  let workers = 0;
  let latest = '';
  const look = async () => {
    await announce(redis, 'runs', { id, presence });
    const there = await whoIsThere(redis, 'workers');
    workers = there.filter((worker) => isAlike(worker, presence)).length;
    const lines = describeWorkers(there, presence);
    const text = lines.join('\n');
    if (text !== latest) for (const line of lines) log(line);
    latest = text;
  };
  const safely = () => void withLimit(look(), answerLimitMs).catch(() => {});
  safely();
  const timer = setInterval(safely, lookMs);
  return { workers: () => workers, stop: () => clearInterval(timer) };
}

function describeWorkers(there: readonly Presence[], run: Presence): string[] {
  const able = there.filter((worker) => isAlike(worker, run));
  const threads = able.reduce((sum, worker) => sum + worker.threads, 0);
  const first =
    able.length === 0
      ? `no worker of ${numericsText(run)} is there; start some: rapa worker --queue`
      : `${able.length} ${able.length === 1 ? 'worker' : 'workers'} with ${threads} threads`;
  const others = there.filter((worker) => !isAlike(worker, run));
  const refusals = others.map(
    (worker) =>
      `the worker on ${worker.host} takes no part: it has ${numericsText(worker)}, this run needs ${numericsText(run)}`,
  );
  return [first, ...refusals];
}
