import type { Cell } from '../contract/cell.js';
import type { DatasetSpec, ModelSpec } from '../contract/suite.js';
import type { PlannedPair } from '../planning/cellBudget.js';

/** A file of a model in the store. */
export interface StoredFile {
  /** Relative to the model's folder, with slashes. */
  readonly path: string;
  readonly digest: string;
}

/** A model of a run: its files, and the hash that a worker must find in them. */
export interface StoredModel {
  readonly spec: Omit<ModelSpec, 'path'>;
  /** Which of the files the suite names; undefined: their folder. */
  readonly main?: string;
  readonly files: readonly StoredFile[];
  /** Hash of the loaded model, which includes how it is read. */
  readonly sha256: string;
}

/** Images of a run: packed in the store, or files that every worker has itself, found by the same specification. */
export type StoredData =
  | { readonly kind: 'packed'; readonly digest: string; readonly sha256: string }
  | { readonly kind: 'read'; readonly spec: DatasetSpec; readonly sha256: string };

/** Everything a worker needs to compute cells of a run. Its SHA-256 names the run. */
export interface RunManifest {
  readonly schemaVersion: 1;
  readonly numerics: string;
  /** Backend and its SIMD level. */
  readonly engine: string;
  readonly data: StoredData;
  /** SHA-256 of the published corruptions that attacks use; workers have the files themselves. */
  readonly published: Readonly<Record<string, string>>;
  readonly models: readonly StoredModel[];
  /** The pairs of model and attack, to which cells refer by position. */
  readonly pairs: readonly PlannedPair[];
}

/** A cell as a job holds it. */
export interface JobCell extends Pick<Cell, 'key' | 'images' | 'gallery'> {
  /** Position of its pair in the manifest. */
  readonly pair: number;
}

/** Cells for one thread of one worker: the data of a job. */
export interface JobData {
  /** SHA-256 of the manifest. */
  readonly run: string;
  readonly cells: readonly JobCell[];
}

/** A job that failed so many times, or lost its worker so many times, ends as failed cells. */
export const timesOfJob = 3;

/** The cell that a job's entry stands for. */
export function cellOfJob({ pair, key, images, gallery }: JobCell, { pairs }: RunManifest): Cell {
  return { key, ...pairs[pair]!, images, ...(gallery === undefined ? {} : { gallery }) };
}
