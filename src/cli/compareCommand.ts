import { join } from 'node:path';
import { exitCodes } from '../base/exitCodes.js';
import { writeWhole } from '../base/writeWhole.js';
import { compareResults } from '../gate/compareResults.js';
import { withComparison } from '../gate/formVerdict.js';
import { comparePage, type NamedRun } from '../reports/compare/comparePage.js';
import { readResults } from '../results/readResults.js';
import { recomputeResults } from '../results/recomputeResults.js';
import type { AddCommand } from './command.js';
import { ensureWritable } from './ensureWritable.js';
import { publishResults } from './publishResults.js';

/** `rapa compare A B [C...]`: compares results with those of A image by image; exit code 1 if anything regressed. */
export const addCompareCommand: AddCommand = (program, finish) =>
  program
    .command('compare')
    .description('compare runs with a first one, image by image')
    .argument('<a>', 'report folder, results.json or baseline to compare with')
    .argument('<b...>', 'report folders or results.json files to judge')
    .option(
      '-o, --output <folder>',
      'write index.html with the differences, tests and newly broken images to this folder',
    )
    .action(async (a: string, files: string[], { output }: { readonly output?: string }) => {
      if (output !== undefined) ensureWritable(output);
      const before = readResults(a);
      const runs = files.map((file): NamedRun => {
        const now = recomputeResults(readResults(file), file);
        return { name: file, results: withComparison(now, compareResults(before, now, { baselineName: a })) };
      });
      for (const { name, results } of runs) await publishResults(results, { folder: name, reporters: ['console'] });
      if (output !== undefined) {
        const file = join(output, 'index.html');
        writeWhole(file, comparePage({ name: a, results: before }, runs));
        process.stdout.write(`\n${file}\n`);
      }
      const failed = runs.some(({ results }) => results.verdict.comparison?.status === 'fail');
      finish(failed ? exitCodes.failed : exitCodes.pass);
    });
