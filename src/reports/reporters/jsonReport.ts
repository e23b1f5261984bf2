import type { Reporter } from '../reporter.js';

const path = 'results.json';

/** `results.json`: the results themselves, for machines, merging and later reports. */
export const jsonReport: Reporter = {
  paths: () => [path],
  render: ({ results }) => [{ path, content: `${JSON.stringify(results, null, 1)}\n` }],
};
