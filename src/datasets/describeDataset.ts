import type { DatasetName } from '../contract/suite.js';
import { datasetCatalogue } from './datasetCatalogue.js';
import { fileFaults } from './datasetFiles.js';
import type { DatasetFacts } from './datasetSource.js';

/** What is known of a data set without loading it, and whether it is there. */
export interface DatasetDescription extends DatasetFacts {
  readonly name: DatasetName;
  /** The files of all splits are there and of the right size; content is checked on loading. */
  readonly present: Readonly<Record<'train' | 'test', boolean>>;
  /** What is missing or of the wrong size below the data folder, file by file; empty if nothing is. */
  readonly faults: readonly string[];
}

/** Describes a data set for listings. An `imageFolder` is the user's own, so it counts as present. */
export function describeDataset(name: DatasetName, dataDir: string): DatasetDescription {
  const { facts } = datasetCatalogue[name];
  if (facts.place.kind !== 'dataDir') return { name, ...facts, present: { train: true, test: true }, faults: [] };
  const { train, test } = facts.place.files;
  const faults = { train: fileFaults(train, dataDir), test: fileFaults(test, dataDir) };
  return {
    name,
    ...facts,
    present: { train: faults.train.length === 0, test: faults.test.length === 0 },
    faults: [...faults.train, ...faults.test],
  };
}
