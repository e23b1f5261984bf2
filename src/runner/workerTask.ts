import type { BackendChoice } from '../base/backends.js';
import type { UserErrorParts } from '../base/errors.js';
import type { Cell, CellRecord } from '../contract/cell.js';
import type { Dataset } from '../contract/dataset.js';
import type { GradientCheck } from '../contract/gradientCheck.js';
import type { ReadingFacts } from '../contract/modelReading.js';
import type { PassDurations } from '../contract/passes.js';
import type { DatasetSpec, ModelSpec } from '../contract/suite.js';
import type { EngineInfo } from '../kernels/engine.js';
import type { LoadedModel } from '../models/loadModel.js';

/**
 * Where a worker has its data set from: bytes on memory that it shares with who started it, or files that it reads itself and
 * that must hold the data set of this SHA-256.
 */
export type DataSource =
  | { readonly kind: 'shared'; readonly dataset: Dataset }
  | { readonly kind: 'read'; readonly spec: DatasetSpec; readonly dataDir: string; readonly sha256: string };

/** What every worker is given when it starts. */
export interface WorkerStart {
  readonly backend: BackendChoice;
  readonly data: DataSource;
  /** The suite's models, then the sources of its transfer attacks. */
  readonly models: readonly ModelSpec[];
}

/**
 * Look at a model before any work starts, check its gradient, measure its passes for about `budgetMs`, or compute cells that share their work
 * (`shareableCells`).
 */
export type WorkerTask =
  | { readonly kind: 'inspect'; readonly model: string }
  /** `images`: of the data set, on which the gradient is tried. */
  | { readonly kind: 'checkGradient'; readonly model: string; readonly images: readonly number[] }
  | { readonly kind: 'measure'; readonly model: string; readonly budgetMs: number }
  | {
      readonly kind: 'cells';
      readonly cells: readonly Cell[];
      /** Of every model that the cells are computed with, as the run was planned with. */
      readonly modelSha256: Readonly<Record<string, string>>;
    };

/** A user error comes back as data, because errors lose their class between threads. */
export interface Refusal {
  readonly ok: false;
  readonly fault: UserErrorParts;
}

/** What inspecting a model tells. */
export type Inspection =
  | {
      readonly ok: true;
      readonly engine: EngineInfo;
      readonly sha256: string;
      readonly facts: LoadedModel['facts'];
      readonly reading: ReadingFacts;
    }
  | Refusal;

/** What holding a gradient against differences tells; null for a model that draws by itself, of which there are none. */
export type Checked = { readonly ok: true; readonly check: GradientCheck | null } | Refusal;

/** Records of cells, in their order; a refusal where a model or the data set is no longer what the run was planned with. */
export type Computed = { readonly ok: true; readonly records: readonly CellRecord[] } | Refusal;

/** The answer to each kind of task. */
interface WorkerAnswers {
  readonly inspect: Inspection;
  readonly checkGradient: Checked;
  readonly measure: PassDurations;
  readonly cells: Computed;
}

export type WorkerAnswer<Task extends WorkerTask> = WorkerAnswers[Task['kind']];
