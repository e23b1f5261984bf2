import type { DatasetName } from '../contract/suite.js';

/** A note about files that differ from the publisher's; none if all are identical. */
export function publisherNotes(name: DatasetName, files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const are = files.length === 1 ? 'is not the file' : 'are not the files';
  return [`${files.join(', ')} ${are} of the publisher of ${name}: images, labels or their order may differ`];
}
