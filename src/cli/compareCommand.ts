import { exitCodes } from '../base/exitCodes.js';
import { compareResults } from '../gate/compareResults.js';
import { withComparison } from '../gate/formVerdict.js';
import { readResults } from '../results/readResults.js';
import { recomputeResults } from '../results/recomputeResults.js';
import type { AddCommand } from './command.js';
import { publishResults } from './publishResults.js';

/** `rapa compare A B`: compares results B with results A image by image; exit code 1 if anything regressed. */
export const addCompareCommand: AddCommand = (program, finish) =>
  program
    .command('compare')
    .description('compare one results.json with another, image by image')
    .argument('<a>', 'report folder, results.json or baseline to compare with')
    .argument('<b>', 'report folder or results.json to judge')
    .action(async (a: string, b: string) => {
      const before = readResults(a);
      const now = recomputeResults(readResults(b), b);
      const comparison = compareResults(before, now, { baselineName: a });
      await publishResults(withComparison(now, comparison), { folder: b, reporters: ['console'] });
      finish(comparison.status === 'pass' ? exitCodes.pass : exitCodes.failed);
    });
