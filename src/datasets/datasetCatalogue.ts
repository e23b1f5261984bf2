import type { DatasetName } from '../contract/suite.js';
import { cifar10 } from './cifar10.js';
import { cifar100 } from './cifar100.js';
import type { DatasetSource } from './datasetSource.js';
import { imageFolder } from './imageFolder.js';
import { mnist } from './mnist.js';
import { svhn } from './svhn.js';

/** All data sets by name. */
export const datasetCatalogue = { mnist, cifar10, cifar100, svhn, imageFolder } as const satisfies Readonly<
  Record<DatasetName, DatasetSource>
>;
