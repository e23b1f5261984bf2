import type { DatasetName } from '../contract/suite.js';

/** What to know of files that are not, byte for byte, those of the data set's publisher; none where all are. */
export function publisherNotes(name: DatasetName, files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const are = files.length === 1 ? 'is not the file' : 'are not the files';
  return [`${files.join(', ')} ${are} of the publisher of ${name}: images, labels or their order may differ`];
}
