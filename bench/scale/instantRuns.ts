import type { Cell, CellRecord } from '../../src/contract/cell.js';
import { fetchManifest } from '../../src/queue/fetchRun.js';
import type { OpenRuns } from '../../src/queue/openRuns.js';
import type { WorkerPool } from '../../src/runner/workerPool.js';
import type { WorkerAnswer, WorkerTask } from '../../src/runner/workerTask.js';
import type { Store } from '../../src/stores/store.js';

/** Runs of a worker whose cells take no time: what is left is the queue and the store. `begin` sees the cells of each task first. */
export function instantRuns(
  store: Store,
  begin: (cells: readonly Cell[]) => void | Promise<void> = () => {},
): OpenRuns {
  const pool: WorkerPool = {
    run: async <Task extends WorkerTask>(task: Task) => {
      const { cells } = task as Extract<WorkerTask, { kind: 'cells' }>;
      await begin(cells);
      return { ok: true, records: cells.map(instantRecord) } as unknown as WorkerAnswer<Task>;
    },
    close: async () => {},
  };
  const manifests = new Map<string, ReturnType<typeof fetchManifest>>();
  return {
    use: async (digest, work) => {
      if (!manifests.has(digest)) manifests.set(digest, fetchManifest(digest, store));
      const manifest = await manifests.get(digest)!;
      const batches = new Map(manifest.models.map(({ spec }) => [spec.id, 50]));
      const modelSha256 = Object.fromEntries(manifest.models.map(({ spec, sha256 }) => [spec.id, sha256]));
      return work({ manifest, pool, batches, modelSha256 });
    },
    close: async () => {},
  };
}

/** A record of the size of a real one. */
export function instantRecord({ key, model, attack, images }: Cell): CellRecord {
  const zeros = new Array<number>(images[1] - images[0]).fill(0);
  const points = Array.from({ length: 8 }, () => ({ epsilonSum: 0, snrDbSum: 0, snrDbCount: 0, hits: zeros }));
  return {
    ...{ schemaVersion: 1, key, model, attack: attack.id, images, draws: 1, clean: zeros, points, gallery: [] },
    durationMs: 0,
  };
}
