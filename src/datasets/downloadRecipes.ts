import type { DatasetName } from '../contract/suite.js';

/** A file that a publisher offers, with its published MD5 sum. */
export interface RemoteFile {
  readonly name: string;
  readonly md5: string;
  /** A gzipped tar archive to unpack, or a file to place as it is. */
  readonly kind: 'archive' | 'plain';
}

/** How to fetch a data set: each file lies at `baseUrl` + its name. */
export interface DownloadRecipe {
  readonly baseUrl: string;
  readonly remote: readonly RemoteFile[];
  /** Files that are placed if an archive holds them, next to those that the data set is read from. */
  readonly extras: readonly string[];
}

/** Data sets that can be fetched; undefined for those that come with the package or are the user's own. */
export const downloadRecipes = {
  mnist: undefined,
  imageFolder: undefined,
  cifar10: {
    baseUrl: 'https://www.cs.toronto.edu/~kriz/',
    remote: [{ name: 'cifar-10-binary.tar.gz', md5: 'c32a1d4ab5d03f1284b67883e8d87530', kind: 'archive' }],
    extras: ['cifar-10-batches-bin/batches.meta.txt'],
  },
  cifar100: {
    baseUrl: 'https://www.cs.toronto.edu/~kriz/',
    remote: [{ name: 'cifar-100-binary.tar.gz', md5: '03b5dce01913d631647c71ecec9e9cb8', kind: 'archive' }],
    extras: ['cifar-100-binary/fine_label_names.txt', 'cifar-100-binary/coarse_label_names.txt'],
  },
  svhn: {
    baseUrl: 'http://ufldl.stanford.edu/housenumbers/',
    remote: [
      { name: 'train_32x32.mat', md5: 'e26dedcc434d2e4c54c9b2d4a06d8373', kind: 'plain' },
      { name: 'test_32x32.mat', md5: 'eb5a983be6a315427106f1b164d9cef3', kind: 'plain' },
    ],
    extras: [],
  },
} as const satisfies Readonly<Record<DatasetName, DownloadRecipe | undefined>>;
