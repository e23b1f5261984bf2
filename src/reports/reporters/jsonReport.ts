import { resultFileText } from '../../contract/resultFile.js';
import type { Reporter } from '../reporter.js';

const path = 'results.json';

/** `results.json`: the results themselves, for machines, merging and later reports. */
export const jsonReport: Reporter = {
  owns: (other) => other === path,
  paths: () => [path],
  render: ({ results }) => [{ path, content: resultFileText(results) }],
};
