import { transferSourceNames } from '../attackKinds/transferSources.js';
import { Interrupted, UserError } from '../base/errors.js';
import type { Cell, CellFailure, CellRecord } from '../contract/cell.js';
import type { Dataset } from '../contract/dataset.js';
import type { Suite } from '../contract/suite.js';
import type { PlannedWork } from '../schedule/planWork.js';
import { computeTask } from './computeTask.js';
import { type PassCounts, passCounts, type TaskCount } from './passCounts.js';
import { type PlanningOptions, planRun, type RunPlan } from './planRun.js';
import type { OpenPool, WorkerPool } from './workerPool.js';

/** Receives the outcomes of a run's work, each cell once. */
export type TellOutcome = (work: PlannedWork, outcome: CellRecord | CellFailure) => void;

/** Computes the work of a plan elsewhere. Ends when every cell was told, or soon after the signal. */
export type ComputeElsewhere = (
  run: { readonly suite: Suite; readonly dataset: Dataset; readonly plan: RunPlan },
  options: {
    readonly signal: AbortSignal;
    readonly tell: TellOutcome;
    /** Receives the number of threads that compute, whenever it changes. */
    readonly tellThreads: (threads: number) => void;
  },
) => Promise<void>;

export interface RunOptions extends PlanningOptions {
  readonly openPool: OpenPool;
  /** Stop after planning. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  /** Receives the plan, and the counts of forward passes of its tasks, which grow while threads compute. */
  readonly onPlan: (plan: RunPlan, counts: PassCounts) => void;
  readonly onCell: TellOutcome;
  /** Computes the cells; default: in the pool. */
  readonly elsewhere?: ComputeElsewhere;
  /** Receives the number of threads that compute elsewhere, whenever it changes. */
  readonly onThreads?: (threads: number) => void;
}

/** The outcome of a run: records of the finished cells and failures of the others. */
export interface RunOutcome {
  readonly plan: RunPlan;
  readonly records: readonly CellRecord[];
  readonly failures: readonly CellFailure[];
  readonly interrupted: boolean;
}

/**
 * Plans the cells, computes those that are not cached and stores each when done. Throws `UserErrors` if a model cannot be used,
 * `UserError` if a model or the data set changes during the run. A failing cell never ends the run. Rejects with `Interrupted` if
 * the signal arrives before the plan exists.
 */
export async function runSuite(suite: Suite, dataset: Dataset, options: RunOptions): Promise<RunOutcome> {
  const pool = options.openPool({ dataset, models: [...suite.models, ...suite.sources], plugins: suite.plugins ?? [] });
  try {
    const plan = await Promise.race([planRun(suite, dataset, { pool, options }), interruption(options.signal)]);
    const counts = passCounts(plan.tasks.length);
    options.onPlan(plan, counts);
    const sink: Sink = { options, records: [...plan.cached.values()], failures: [], ended: false };
    const outcome = () => {
      const { records, failures } = sink;
      return { plan, records, failures, interrupted: options.signal.aborted };
    };
    if (options.dryRun || plan.work.length === 0) return outcome();
    const tell: TellOutcome = (work, told) => keep(work, told, { plan, sink });
    if (options.elsewhere !== undefined) {
      await pool.close(); // its threads and models are not needed any more
      await options.elsewhere(
        { suite, dataset, plan },
        {
          ...{ signal: options.signal, tell },
          tellThreads: (threads) => options.onThreads?.(threads),
        },
      );
    } else {
      const batches = new Map(plan.batches);
      const work = Promise.all(
        plan.tasks.map((_, task) => computeHere({ counts, task }, { pool, plan, sink, batches, tell })),
      );
      await Promise.race([work, abortion(options.signal)]);
    }
    return outcome();
  } finally {
    await pool.close();
  }
}

interface Sink {
  readonly options: RunOptions;
  readonly records: CellRecord[];
  readonly failures: CellFailure[];
  /** The run is over; later events are not reported. */
  ended: boolean;
}

/** Stores a record, or notes a failure, and reports it. */
function keep(
  work: PlannedWork,
  outcome: CellRecord | CellFailure,
  { plan, sink }: { readonly plan: RunPlan; readonly sink: Sink },
): void {
  if ('error' in outcome) sink.failures.push(outcome);
  else {
    sink.options.cache.put(outcome, plan.numerics);
    sink.records.push(outcome);
  }
  sink.options.onCell(work, outcome);
}

interface Here {
  readonly pool: WorkerPool;
  readonly plan: RunPlan;
  readonly sink: Sink;
  readonly batches: Map<string, number>;
  readonly tell: TellOutcome;
}

async function computeHere(count: TaskCount, { pool, plan, sink, batches, tell }: Here): Promise<void> {
  const task = plan.tasks[count.task]!;
  const cells = task.map(({ cell }) => cell);
  try {
    await computeTask(cells, pool, {
      modelSha256: plannedModels(cells, plan),
      corruptionSha256: plan.corruptionSha256,
      batches,
      count,
      isOver: () => sink.ended || sink.options.signal.aborted,
      onCell: (position, outcome) => tell(task[position]!, outcome),
    });
  } catch (error) {
    if (error instanceof UserError) sink.ended = true;
    throw error;
  }
}

/** Hashes of the cells' models when the run was planned. */
function plannedModels(cells: readonly Cell[], { inspections }: RunPlan): Record<string, string> {
  const names = cells.flatMap(({ model, attack }) => [model, ...transferSourceNames(attack)]);
  return Object.fromEntries(names.map((name) => [name, inspections.get(name)!.sha256]));
}

async function interruption(signal: AbortSignal): Promise<never> {
  await abortion(signal);
  throw new Interrupted();
}

function abortion(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
