import { UserError } from '../base/errors.js';
import type { Cell, CellFailure, CellRecord } from '../contract/cell.js';
import { OutOfMemory, withShrinkingBatch } from './outOfMemory.js';
import type { TaskCount } from './passCounts.js';
import type { WorkerPool } from './workerPool.js';

/** How cells are computed. */
export interface ComputeOptions {
  /** Planned hash of every model of the cells. */
  readonly modelSha256: Readonly<Record<string, string>>;
  /** Planned hash of every published corruption of the run. */
  readonly corruptionSha256: Readonly<Record<string, string>>;
  /** Batch size by model; reduced after running out of memory. */
  readonly batches: Map<string, number>;
  /** Where the workers count forward passes. */
  readonly count?: TaskCount;
  /** Whether the run has ended; then nothing more is computed or reported. */
  readonly isOver: () => boolean;
  /** Called for each cell, by its position in the task. */
  readonly onCell: (position: number, outcome: CellRecord | CellFailure) => void;
}

/**
 * Computes cells with shared work; if that fails, each cell separately, so that one cell cannot fail another. Rejects with
 * `UserError` if a model or the data set is not the planned one.
 */
export async function computeTask(cells: readonly Cell[], pool: WorkerPool, options: ComputeOptions): Promise<void> {
  const { modelSha256, batches, isOver, onCell, count } = options;
  const corruptionSha256 = ownCorruptions(cells, options.corruptionSha256);
  try {
    const names = Object.keys(modelSha256);
    const computed = await withShrinkingBatch(Math.min(...names.map((id) => batches.get(id)!)), (batchSize) => {
      for (const id of names) batches.set(id, Math.min(batches.get(id)!, batchSize));
      return pool.run({ kind: 'cells', cells, modelSha256, corruptionSha256, batchSize, ...(count && { count }) });
    });
    if (isOver()) return;
    if (!computed.ok) throw new UserError(computed.fault);
    for (const [position, record] of computed.records.entries()) onCell(position, record);
  } catch (error) {
    if (isOver()) return;
    if (error instanceof UserError) throw error;
    if (cells.length > 1) {
      for (const [position, cell] of cells.entries()) {
        await computeTask([cell], pool, { ...options, onCell: (_, outcome) => onCell(position, outcome) });
      }
      return;
    }
    const [cell] = cells as [Cell];
    onCell(0, { model: cell.model, attack: cell.attack.id, images: cell.images, error: messageOf(error) });
  }
}

/** Hashes of the published corruptions that these cells use. */
function ownCorruptions(cells: readonly Cell[], all: Readonly<Record<string, string>>): Record<string, string> {
  const names = cells.flatMap(({ attack }) =>
    attack.kind === 'corruption' && attack.source === 'published' ? [attack.corruption] : [],
  );
  return Object.fromEntries(names.map((name) => [name, all[name]!]));
}

function messageOf(error: unknown): string {
  if (!(error instanceof OutOfMemory)) return (error as Error).message;
  return 'a worker had no memory even for one image at a time: raise --memory or take fewer --workers';
}
