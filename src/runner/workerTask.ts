import type { Cell, CellRecord } from '../contract/cell.js';
import type { Dataset } from '../contract/dataset.js';
import type { ReadingFacts } from '../contract/modelReading.js';
import type { PassDurations } from '../contract/passes.js';
import type { ModelSpec } from '../contract/suite.js';
import type { EngineInfo } from '../kernels/engine.js';
import type { LoadedModel } from '../models/loadModel.js';

/** What every worker is given when it starts. The data set's bytes are shared, not copied. */
export interface WorkerStart {
  readonly backend: 'auto' | EngineInfo['backend'];
  readonly dataset: Dataset;
  /** The suite's models, then the sources of its transfer attacks. */
  readonly models: readonly ModelSpec[];
}

/**
 * Look at a model before any work starts, measure its passes for about `budgetMs`, or compute cells that share their work
 * (`shareableCells`).
 */
export type WorkerTask =
  | { readonly kind: 'inspect'; readonly model: string }
  | { readonly kind: 'measure'; readonly model: string; readonly budgetMs: number }
  | { readonly kind: 'cells'; readonly cells: readonly Cell[] };

/** What inspecting a model tells. A user error comes back as data, because errors lose their class between threads. */
export type Inspection =
  | {
      readonly ok: true;
      readonly engine: EngineInfo;
      readonly sha256: string;
      readonly facts: LoadedModel['facts'];
      readonly reading: ReadingFacts;
    }
  | { readonly ok: false; readonly fault: { where: string; expected: string; found: string; remedy?: string } };

/** The answer to each kind of task. */
interface WorkerAnswers {
  readonly inspect: Inspection;
  readonly measure: PassDurations;
  readonly cells: CellRecord[];
}

export type WorkerAnswer<Task extends WorkerTask> = WorkerAnswers[Task['kind']];
