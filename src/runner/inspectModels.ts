import { UserError, type UserErrorParts, UserErrors } from '../base/errors.js';
import { describeGradientCheck } from '../contract/gradientCheck.js';
import type { ModelSpec } from '../contract/suite.js';
import { chooseBatch } from './chooseBatch.js';
import type { KnownChecks } from './gradientChecks.js';
import { megabytes } from './memoryBudget.js';
import { OutOfMemory, withShrinkingBatch } from './outOfMemory.js';
import type { WorkerPool } from './workerPool.js';
import type { Inspection } from './workerTask.js';

/** The result of inspecting a usable model. */
export type ModelInspection = Extract<Inspection, { readonly ok: true }>;

/** Much longer than any model that could be attacked in reasonable time. */
const longestSilenceMs = 10 * 60_000;

export interface InspectionOptions {
  /** Images of the workers' data set on which gradients are checked. */
  readonly images: readonly number[];
  /** Whether gradients are checked; default true. */
  readonly gradients?: boolean;
  /** Known checks, which are not repeated; default none. */
  readonly known?: KnownChecks;
  readonly limitMs?: number;
  /** Memory limit of each worker; unlimited if omitted. */
  readonly memoryBytes?: number;
}

/**
 * Loads and runs each model in a worker and checks its gradient; results are in model order. Throws `UserErrors` with the errors
 * of all models, including those without an answer after `limitMs` of silence; the caller must then end the workers, which may
 * hang.
 */
export async function inspectModels(
  models: readonly Pick<ModelSpec, 'id' | 'path'>[],
  pool: Pick<WorkerPool, 'run'>,
  { limitMs = longestSilenceMs, ...options }: InspectionOptions,
): Promise<Map<string, ModelInspection>> {
  const found = new Map<string, Inspection>();
  await new Promise<void>((resolve, reject) => {
    const tooLong = () =>
      reject(
        noAnswer(
          models.filter(({ id }) => !found.has(id)),
          limitMs,
        ),
      );
    let timer = setTimeout(tooLong, limitMs);
    const inspections = models.map(async ({ id, path }) => {
      found.set(id, await inspect(id, pool, options).catch(refusalOf(path, options.memoryBytes)));
      clearTimeout(timer);
      timer = setTimeout(tooLong, limitMs);
    });
    Promise.all(inspections)
      .then(() => resolve(), reject)
      .finally(() => clearTimeout(timer));
  });
  // A backend error is the same for every model, so it is reported once.
  const faults = new Map(
    [...found.values()].flatMap((inspection) =>
      inspection.ok ? [] : [[JSON.stringify(inspection.fault), inspection.fault] as const],
    ),
  );
  if (faults.size > 0) throw new UserErrors([...faults.values()].map((fault) => new UserError(fault)));
  return new Map(models.map(({ id }) => [id, found.get(id) as ModelInspection]));
}

async function inspect(
  model: string,
  pool: Pick<WorkerPool, 'run'>,
  {
    images,
    gradients = true,
    known,
    memoryBytes: budgetBytes = Number.POSITIVE_INFINITY,
  }: Omit<InspectionOptions, 'limitMs'>,
): Promise<Inspection> {
  const inspection = await pool.run({ kind: 'inspect', model });
  if (!inspection.ok || !gradients) return inspection;
  const { sha256, engine, reading, memory } = inspection;
  const before = known?.get(sha256, engine) ?? null;
  const batchSize = Math.max(1, chooseBatch(memory, { weightBytes: memory.weightBytes, budgetBytes }));
  const checked =
    before === null
      ? await withShrinkingBatch(batchSize, (size) =>
          pool.run({ kind: 'checkGradient', model, images, batchSize: size }),
        )
      : ({ ok: true, check: before } as const);
  if (!checked.ok) return checked;
  const { check } = checked;
  if (check === null) return inspection;
  if (before === null) known?.put(sha256, engine, check);
  return { ...inspection, reading: { ...reading, notes: [...reading.notes, describeGradientCheck(check)] } };
}

/** Converts the error of an inspection: only lack of memory is attributed to the model. */
function refusalOf(path: string, memoryBytes: number = Number.POSITIVE_INFINITY): (error: unknown) => Inspection {
  return (error) => {
    if (!(error instanceof OutOfMemory)) throw error;
    return { ok: false, fault: tooLarge(path, memoryBytes, 'more for its weights and the trial on two images') };
  };
}

/** The error for a model that does not fit in a worker's memory. */
export function tooLarge(path: string, memoryBytes: number, found: string): UserErrorParts {
  const budget = Number.isFinite(memoryBytes) ? megabytes(memoryBytes) : 'the memory that there is';
  return {
    where: path,
    expected: `a model that a worker can attack within ${budget}`,
    found,
    remedy: 'raise --memory, take fewer --workers, or a smaller model',
  };
}

function noAnswer(models: readonly Pick<ModelSpec, 'path'>[], limitMs: number): UserErrors {
  const errors = models.map(
    ({ path }) =>
      new UserError({
        where: path,
        expected: `a model that can be loaded and run within ${limitMs / 1000} seconds`,
        found: 'no answer',
        remedy:
          'the file may be damaged, or the network too large for this machine: convert it again, or use a smaller one',
      }),
  );
  return new UserErrors(errors);
}
