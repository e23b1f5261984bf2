import { UserError, UserErrors } from '../base/errors.js';
import { describeGradientCheck } from '../contract/gradientCheck.js';
import type { ModelSpec } from '../contract/suite.js';
import type { KnownChecks } from './gradientChecks.js';
import type { WorkerPool } from './workerPool.js';
import type { Inspection } from './workerTask.js';

/** The result of inspecting a usable model. */
export type ModelInspection = Extract<Inspection, { readonly ok: true }>;

/** Much longer than any model that could be attacked in reasonable time. */
const longestSilenceMs = 10 * 60_000;

export interface InspectionOptions {
  /** Images of the workers' data set on which gradients are checked. */
  readonly images: readonly number[];
  /** Known checks, which are not repeated; default none. */
  readonly known?: KnownChecks;
  readonly limitMs?: number;
}

/**
 * Loads and runs each model in a worker and checks its gradient; results are in model order. Throws `UserErrors` with the errors
 * of all models, including those without an answer after `limitMs` of silence; the caller must then end the workers, which may
 * hang.
 */
export async function inspectModels(
  models: readonly Pick<ModelSpec, 'id' | 'path'>[],
  pool: Pick<WorkerPool, 'run'>,
  { images, known, limitMs = longestSilenceMs }: InspectionOptions,
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
    const inspections = models.map(async ({ id }) => {
      found.set(id, await inspect(id, pool, { images, ...(known === undefined ? {} : { known }) }));
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
  { images, known }: Omit<InspectionOptions, 'limitMs'>,
): Promise<Inspection> {
  const inspection = await pool.run({ kind: 'inspect', model });
  if (!inspection.ok) return inspection;
  const { sha256, engine, reading } = inspection;
  const before = known?.get(sha256, engine) ?? null;
  const checked =
    before === null ? await pool.run({ kind: 'checkGradient', model, images }) : ({ ok: true, check: before } as const);
  if (!checked.ok) return checked;
  const { check } = checked;
  if (check === null) return inspection;
  if (before === null) known?.put(sha256, engine, check);
  return { ...inspection, reading: { ...reading, notes: [...reading.notes, describeGradientCheck(check)] } };
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
