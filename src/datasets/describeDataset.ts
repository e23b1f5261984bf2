import type { DatasetName } from '../contract/suite.js';
import { datasetCatalogue } from './datasetCatalogue.js';
import { fileFaults } from './datasetFiles.js';
import type { DatasetFacts } from './datasetSource.js';

/** Facts about a data set without loading it, and whether it is available. */
export interface DatasetDescription extends DatasetFacts {
  readonly name: DatasetName;
  /** The files of all splits exist with the right size; their content is checked on loading. */
  readonly present: Readonly<Record<'train' | 'test', boolean>>;
  /** Missing files and files of the wrong size below the data folder; empty if there are none. */
  readonly faults: readonly string[];
}

/** Describes a data set for listings. An `imageFolder` always counts as present. */
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
