import { exitCodes } from '../base/exitCodes.js';
import { compareResults } from '../gate/compareResults.js';
import { withComparison } from '../gate/formVerdict.js';
import { summarise } from '../reports/summary/summarise.js';
import { readResults } from '../results/readResults.js';
import type { AddCommand } from './command.js';
import { printReport } from './printReport.js';

/** `rapa compare A B`: holds results B against results A image by image; exit code 1 if anything regressed. */
export const addCompareCommand: AddCommand = (program, finish) =>
  program
    .command('compare')
    .description('hold one results.json against another, image by image')
    .argument('<a>', 'results.json or baseline to compare with')
    .argument('<b>', 'results.json to judge')
    .action((a: string, b: string) => {
      const [before, now] = [readResults(a), readResults(b)];
      const comparison = compareResults(before, now, { baselineName: a });
      printReport(summarise(withComparison(now, comparison)), { folder: b });
      finish(comparison.status === 'pass' ? exitCodes.pass : exitCodes.failed);
    });
