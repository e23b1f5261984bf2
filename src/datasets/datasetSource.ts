import type { Dataset } from '../contract/dataset.js';
import type { DatasetName, DatasetSpec } from '../contract/suite.js';

/** A file of a data set; `bytes` if the publisher's layout fixes its size. */
export interface DatasetFile {
  /** Below the data folder, with forward slashes. */
  readonly path: string;
  readonly bytes?: number;
}

/** The source of a data set's images. */
export type DatasetPlace =
  /** Included in the package. */
  | { readonly kind: 'embedded' }
  /** Files below the data folder, downloaded by `rapa data <name>`. */
  | { readonly kind: 'dataDir'; readonly files: Readonly<Record<'train' | 'test', readonly DatasetFile[]>> }
  /** A user's folder, named in the suite. */
  | { readonly kind: 'path' };

/** Facts about a data set before reading it; undefined if they depend on the user's images. */
export interface DatasetFacts {
  /** One line for listings. */
  readonly title: string;
  readonly place: DatasetPlace;
  readonly shape?: Dataset['shape'];
  readonly counts?: Readonly<Record<'train' | 'test', number>>;
  readonly classNames?: readonly string[];
}

/** The part of a data set that a run needs. */
export interface LoadOptions {
  /** Only the first N images are needed. */
  readonly images?: number;
}

/** One data set of the catalogue. */
export interface DatasetSource {
  readonly name: DatasetName;
  readonly facts: DatasetFacts;
  /** Reads one split. Throws `UserError` for files that are missing, truncated or corrupt. */
  load(spec: DatasetSpec, dataDir: string, options?: LoadOptions): Promise<Dataset>;
}
