import { dirname, resolve } from 'node:path';
import { exitCodes } from '../base/exitCodes.js';
import type { ChartStyle } from '../reports/writeReports.js';
import { readResults } from '../results/readResults.js';
import { recomputeResults } from '../results/recomputeResults.js';
import type { AddCommand } from './command.js';
import { ensureWritable } from './ensureWritable.js';
import { publishResults } from './publishResults.js';
import { chartFormatOption, chartSizeOption, parseReporters, reporterOption } from './reporterOption.js';

interface ReportFlags extends ChartStyle {
  readonly output?: string;
  readonly reporter: readonly string[];
}

/** `rapa report`: writes the reports of earlier results again. */
export const addReportCommand: AddCommand = (program, finish) =>
  program
    .command('report')
    .description('write the reports of a results.json again')
    .argument('<results>', 'report folder or results.json of a run')
    .option('-o, --output <folder>', 'report folder (default: next to the results)')
    .addOption(reporterOption())
    .addOption(chartFormatOption())
    .addOption(chartSizeOption())
    .action(async (file: string, flags: ReportFlags) => {
      const reporters = parseReporters(flags.reporter);
      const folder = flags.output ?? dirname(file);
      const results = recomputeResults(readResults(file), file);
      ensureWritable(folder);
      // The folder may already contain these results and their reports.
      const keepsOthers = resolve(folder) === resolve(dirname(file));
      await publishResults(results, { folder, reporters, keepsOthers, charts: flags });
      finish(exitCodes.pass);
    });
