import { UserError } from '../base/errors.js';
import { inspectModels, type ModelInspection } from '../runner/inspectModels.js';
import { planBatches } from '../runner/planBatches.js';
import type { OpenPool, WorkerPool } from '../runner/workerPool.js';
import { type FetchOptions, fetchManifest, fetchRun } from './fetchRun.js';
import { isAlike } from './presence.js';
import { type Numerics, numericsText, remedyOf } from './queueNames.js';
import type { RunManifest } from './runManifest.js';

/** A run on a worker: its threads have the models and data of one run. */
export interface OpenRun {
  readonly manifest: RunManifest;
  readonly pool: WorkerPool;
  readonly batches: Map<string, number>;
  /** Hash of each model. */
  readonly modelSha256: Readonly<Record<string, string>>;
}

/** The runs of a worker, of which one is open at a time. */
export interface OpenRuns {
  /** Uses a run, which is opened first if another one is open; that one is closed when nobody uses it. */
  use<T>(digest: string, work: (run: OpenRun) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface OpenRunsOptions extends FetchOptions {
  readonly openPool: OpenPool;
  readonly own: Numerics;
  readonly memoryBytes: number;
}

interface Current {
  readonly digest: string;
  readonly opened: Promise<OpenRun>;
  users: number;
  idle: () => void;
}

/** Opens runs when jobs need them. `use` rejects with `UserError` or `UserErrors` for a run that this worker cannot verify. */
export function openRuns(options: OpenRunsOptions): OpenRuns {
  let current: Current | null = null;
  /** Changes of the open run, one after another. */
  let changing: Promise<unknown> = Promise.resolve();
  const change = async (digest: string): Promise<Current> => {
    if (current?.digest === digest) return current;
    if (current !== null) await closeRun(current);
    const opened = openRun(digest, options);
    opened.catch(() => {}); // its users see the error
    current = { digest, opened, users: 0, idle: () => {} };
    return current;
  };
  return {
    use: async (digest, work) => {
      const changed = changing.then(() => change(digest));
      changing = changed;
      const own = await changed;
      own.users++;
      try {
        return await work(await own.opened);
      } catch (error) {
        if (current === own && (await failedToOpen(own))) current = null;
        throw error;
      } finally {
        own.users--;
        if (own.users === 0) own.idle();
      }
    },
    close: async () => {
      await changing;
      if (current !== null) await closeRun(current);
      current = null;
    },
  };
}

async function closeRun(run: Current): Promise<void> {
  if (run.users > 0) {
    await new Promise<void>((resolve) => {
      run.idle = resolve;
    });
  }
  const opened = await run.opened.catch(() => null);
  await opened?.pool.close();
}

function failedToOpen({ opened }: Current): Promise<boolean> {
  return opened.then(
    () => false,
    () => true,
  );
}

async function openRun(digest: string, options: OpenRunsOptions): Promise<OpenRun> {
  const manifest = await fetchManifest(digest, options.store);
  requireAlike(manifest, options.own);
  const { dataset, models } = await fetchRun(manifest, options);
  const pool = options.openPool({ dataset, models });
  try {
    const inspections = await inspectModels(models, pool, {
      images: [],
      memoryBytes: options.memoryBytes,
      gradients: false,
    });
    requireModels(manifest, inspections);
    const batches = planBatches(models, inspections, options.memoryBytes);
    const modelSha256 = Object.fromEntries(manifest.models.map(({ spec, sha256 }) => [spec.id, sha256]));
    return { manifest, pool, batches, modelSha256 };
  } catch (error) {
    await pool.close();
    throw error;
  }
}

function requireAlike(manifest: RunManifest, own: Numerics): void {
  if (isAlike(manifest, own)) return;
  throw new UserError({
    where: 'rapa worker',
    expected: `${numericsText(manifest)}, with which the run was planned`,
    found: numericsText(own),
    remedy: remedyOf(manifest, own),
  });
}

function requireModels(
  { models }: RunManifest,
  inspections: ReadonlyMap<string, Pick<ModelInspection, 'sha256'>>,
): void {
  for (const { spec, sha256 } of models) {
    const found = inspections.get(spec.id)!.sha256;
    if (found === sha256) continue;
    throw new UserError({
      where: `model ${spec.id}`,
      expected: `the model that the run was planned with (SHA-256 ${sha256.slice(0, 12)}...)`,
      found: `a different one (SHA-256 ${found.slice(0, 12)}...)`,
      remedy: 'start eval again: it stores the files anew',
    });
  }
}
