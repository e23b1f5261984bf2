import { type ObservedWork, observedRates } from './observedRates.js';
import type { TaskShare } from './taskShares.js';

/** Learns from running and finished tasks how long tasks take. Times are ms on the caller's clock. */
export interface TaskClock {
  /** A worker takes the task, or takes it again. */
  begin(task: number, nowMs: number): void;
  /** Looks how far a running task is. */
  look(task: number, nowMs: number): void;
  /** A cell of the task took so long on its worker; null if it failed. */
  note(task: number, durationMs: number | null): void;
  /** The task's last cell is done. */
  end(task: number, nowMs: number): void;
  /** Expected time of a task that has not begun. */
  wholeMs(task: number): number;
  /** Expected time until a running task is done. */
  leftMs(task: number, nowMs: number): number;
}

/** Assumed share of its upper bound that an attack with early stopping needs, until one was observed. */
const assumedShare = 0.5;
/** Assumed rest of overdue work, as a share of what was done so far. */
const overrun = 0.15;
/** Expected time after which an observed speed counts e times less, because the machine's speed changes. */
const speedMemoryMs = 30_000;

interface Seen {
  readonly sinceMs: number;
  readonly share: TaskShare;
  /** The passes that the whole task is thought to make, as a share of the planned ones. */
  readonly whole: number;
}

const nothing = { share: { made: 0, unstopped: 0 }, whole: 0 } as const;

/**
 * A task's time is its planned time, times the share of its passes that its attack needs, times the slowness of the machine; the last
 * two are learnt apart: slowness while tasks run, shares from the passes that were made and those that were spared.
 */
export function taskClock(
  tasks: readonly (readonly ObservedWork[])[],
  shareOf: (task: number) => TaskShare,
): TaskClock {
  const works = tasks.map(asOne);
  const slowness = observedRates({
    assumed: () => 1,
    group: () => 'all',
    whole: ({ expectedMs }) => expectedMs,
    memory: speedMemoryMs,
  });
  const shares = observedRates({
    assumed: ({ isBound }) => (isBound ? assumedShare : 1),
    group: ({ isBound }) => (isBound ? 'bound' : 'exact'),
    whole: () => 1,
    memory: Number.POSITIVE_INFINITY,
  });
  const begun = new Map<number, number>();
  const seen = new Map<number, Seen>();
  const noted = new Map<number, number | null>();
  const shareOfBound = (work: ObservedWork) => Math.min(1, shares.ratio(work));
  const look = (task: number, nowMs: number) => {
    const work = works[task]!;
    const share = shareOf(task);
    const old = seen.get(task) ?? { sinceMs: begun.get(task)!, ...nothing };
    const made = share.made - old.share.made;
    if (made <= 0) return;
    slowness.observe(work, { expected: made * work.expectedMs, actual: nowMs - old.sinceMs });
    const unstopped = Math.max(made, share.unstopped - old.share.unstopped);
    // Images on which the attack has stopped do not come back, so the latest passes tell most about the others.
    const standing = Math.min(made / unstopped, share.made / share.unstopped);
    const whole = share.made + (1 - share.unstopped) * standing;
    shares.observe(work, {
      expected: unstopped,
      actual: share.unstopped * whole - old.share.unstopped * old.whole,
    });
    seen.set(task, { sinceMs: nowMs, share, whole });
  };
  return {
    begin: (task, nowMs) => {
      begun.set(task, nowMs);
      seen.delete(task);
    },
    look,
    note: (task, durationMs) => {
      const sum = noted.get(task) ?? 0;
      if (!noted.has(task) || noted.get(task) !== null) noted.set(task, durationMs === null ? null : sum + durationMs);
    },
    end: (task, nowMs) => {
      const work = works[task]!;
      const durationMs = noted.get(task);
      if (durationMs === null || durationMs === undefined) return;
      if (shareOf(task).made === 0 || !begun.has(task)) learnFromDuration(work, durationMs);
      else {
        look(task, nowMs);
        // What was not made by now was spared.
        const { share, whole } = seen.get(task) ?? nothing;
        shares.observe(work, { expected: 1 - share.unstopped, actual: share.made - share.unstopped * whole });
      }
    },
    wholeMs: (task) => works[task]!.expectedMs * shareOfBound(works[task]!) * slowness.ratio(works[task]!),
    leftMs: (task, nowMs) => {
      const work = works[task]!;
      const goneMs = nowMs - begun.get(task)!;
      const share = shareOf(task);
      const msPerShare = work.expectedMs * slowness.ratio(work);
      if (share.made === 0) return Math.max(shareOfBound(work) * msPerShare - goneMs, overrun * goneMs);
      const unmade = Math.min(1 - share.unstopped, 1 - share.made);
      return Math.max(shareOfBound(work) - share.made, overrun * shareOfBound(work) * unmade) * msPerShare;
    },
  };

  /** Without counted passes, the time of a task tells its slowness, or if its attack stops early, the share of the bound. */
  function learnFromDuration(work: ObservedWork, durationMs: number): void {
    const { expectedMs, isBound } = work;
    const mostMs = expectedMs * slowness.ratio(work);
    if (isBound) shares.observe(work, { expected: 1, actual: durationMs / mostMs });
    if (!isBound || durationMs > mostMs) slowness.observe(work, { expected: expectedMs, actual: durationMs });
  }
}

/** The cells of a task differ only in name and sweep. */
function asOne(cells: readonly ObservedWork[]): ObservedWork {
  return {
    ...cells[0]!,
    attack: cells.map(({ attack }) => attack).join(' '),
    expectedMs: cells.reduce((sum, { expectedMs }) => sum + expectedMs, 0),
    isBound: cells.some(({ isBound }) => isBound),
  };
}
