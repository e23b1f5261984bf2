import type { DatasetName } from '../contract/suite.js';

/** A publisher's file with its published MD5 sum. */
export interface RemoteFile {
  readonly name: string;
  readonly md5: string;
  /** A gzipped tar archive to unpack, or a plain file. */
  readonly kind: 'archive' | 'plain';
}

/** How to download a data set: each file is at `baseUrl` + its name. */
export interface DownloadRecipe {
  readonly baseUrl: string;
  readonly remote: readonly RemoteFile[];
  /** Further files to unpack if the archive contains them. */
  readonly extras: readonly string[];
}

/** Data sets that can be downloaded; undefined for included ones and for the user's folder. */
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
