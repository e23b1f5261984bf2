import type { Dataset } from '../contract/dataset.js';
import type { DatasetName, DatasetSpec } from '../contract/suite.js';

/** A file that a data set is read from; `bytes` where its size is fixed by the publisher's layout. */
export interface DatasetFile {
  /** Below the data folder, with forward slashes. */
  readonly path: string;
  readonly bytes?: number;
}

/** Where a data set's images come from. */
export type DatasetPlace =
  /** They come with the package: nothing to fetch. */
  | { readonly kind: 'embedded' }
  /** Files below the data folder; `rapa data <name>` fetches them. */
  | { readonly kind: 'dataDir'; readonly files: Readonly<Record<'train' | 'test', readonly DatasetFile[]>> }
  /** A folder of the user's own, which the suite names. */
  | { readonly kind: 'path' };

/** What is known of a data set before anything is read; undefined where only the user's own images can tell. */
export interface DatasetFacts {
  /** One line for listings. */
  readonly title: string;
  readonly place: DatasetPlace;
  readonly shape?: Dataset['shape'];
  readonly counts?: Readonly<Record<'train' | 'test', number>>;
  readonly classNames?: readonly string[];
}

/** What a run needs of a data set. */
export interface LoadOptions {
  /** Only the first so many images will be asked for. */
  readonly images?: number;
}

/** One data set of the catalogue. */
export interface DatasetSource {
  readonly name: DatasetName;
  readonly facts: DatasetFacts;
  /** Reads one split. Throws `UserError` for files that are missing, truncated or corrupt. */
  load(spec: DatasetSpec, dataDir: string, options?: LoadOptions): Promise<Dataset>;
}
