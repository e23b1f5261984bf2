import type { BackendChoice } from '../base/backends.js';
import type { UserErrorParts } from '../base/errors.js';
import type { WideKernels } from '../base/wideKernels.js';
import type { Cell, CellRecord } from '../contract/cell.js';
import type { Dataset } from '../contract/dataset.js';
import type { GradientCheck } from '../contract/gradientCheck.js';
import type { ModelMemory } from '../contract/modelMemory.js';
import type { ReadingFacts } from '../contract/modelReading.js';
import type { PassDurations } from '../contract/passes.js';
import type { DatasetSpec, ModelSpec, PluginSpec } from '../contract/suite.js';
import type { EngineInfo } from '../kernels/engine.js';
import type { LoadedModel } from '../models/loadModel.js';
import type { TaskCount } from './passCounts.js';

/** The source of a worker's data set: shared memory, or files that the worker reads and whose data set must have this SHA-256. */
export type DataSource =
  | { readonly kind: 'shared'; readonly dataset: Dataset }
  | { readonly kind: 'read'; readonly spec: DatasetSpec; readonly dataDir: string; readonly sha256: string };

/** Start data of every worker. */
export interface WorkerStart {
  readonly backend: BackendChoice;
  readonly data: DataSource;
  /** The suite's models, then the sources of its transfer attacks. */
  readonly models: readonly ModelSpec[];
  /** Plug-ins of the suite, as planned. */
  readonly plugins?: readonly PluginSpec[];
  /** Memory limit of each worker; unlimited if omitted. */
  readonly memoryBytes?: number;
  /** Kernels compiled once for all workers; each compiles its own if omitted. */
  readonly wide?: WideKernels;
}

/**
 * Start the engine, inspect a model before work starts, check its gradient, measure its passes for about `budgetMs`, or compute cells with shared
 * work (`shareableCells`).
 */
export type WorkerTask =
  | { readonly kind: 'engine' }
  | { readonly kind: 'inspect'; readonly model: string }
  /** `images`: images of the data set for the gradient check; `batchSize`: number of images per batch. */
  | {
      readonly kind: 'checkGradient';
      readonly model: string;
      readonly images: readonly number[];
      readonly batchSize: number;
    }
  | { readonly kind: 'measure'; readonly model: string; readonly batchSize: number; readonly budgetMs: number }
  | {
      readonly kind: 'cells';
      readonly cells: readonly Cell[];
      /** Planned hash of every model of the cells. */
      readonly modelSha256: Readonly<Record<string, string>>;
      /** Planned hash of every published corruption of the cells. */
      readonly corruptionSha256: Readonly<Record<string, string>>;
      /** Batch size. */
      readonly batchSize: number;
      /** Where their forward passes are counted, for progress. */
      readonly count?: TaskCount;
    };

/** User errors are returned as data, because errors lose their class between threads. */
export interface Refusal {
  readonly ok: false;
  readonly fault: UserErrorParts;
}

/** The result of inspecting a model. */
export type Inspection =
  | {
      readonly ok: true;
      readonly engine: EngineInfo;
      readonly sha256: string;
      readonly facts: LoadedModel['facts'];
      readonly reading: ReadingFacts;
      readonly memory: ModelMemory;
    }
  | Refusal;

/** The result of the gradient check; null for a model with unseeded randomness, which cannot be checked. */
export type Checked = { readonly ok: true; readonly check: GradientCheck | null } | Refusal;

/** Records of cells in order; a refusal if a model or the data set has changed since planning. */
export type Computed = { readonly ok: true; readonly records: readonly CellRecord[] } | Refusal;

/** The answer to each kind of task. */
interface WorkerAnswers {
  readonly engine: EngineInfo;
  readonly inspect: Inspection;
  readonly checkGradient: Checked;
  readonly measure: PassDurations;
  readonly cells: Computed;
}

export type WorkerAnswer<Task extends WorkerTask> = WorkerAnswers[Task['kind']];
