import type { DatasetName } from '../contract/suite.js';
import type { DatasetSource } from './datasetSource.js';
import { mnist } from './mnist.js';

/** Every data set by its name. */
export const datasetCatalogue: Readonly<Partial<Record<DatasetName, DatasetSource>>> = { mnist };
