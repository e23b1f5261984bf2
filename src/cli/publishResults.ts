import type { Results } from '../contract/result.js';
import { consoleReport } from '../reports/reporters/consoleReport.js';
import { summarise } from '../reports/summary/summarise.js';
import { type ReporterFailure, type ReporterName, type WriteOptions, writeReports } from '../reports/writeReports.js';

/** How results are reported. */
export interface PublishOptions extends WriteOptions {
  /** One line with the verdict instead of the console report. */
  readonly quiet?: boolean;
  /** False for no colours; by default colours are used on terminals unless NO_COLOR is set. */
  readonly colour?: boolean;
}

/**
 * Writes reports and prints the console report to stdout. A failing reporter is reported on stderr and does not stop the others.
 * Rejects with `UserError`, after printing, if the folder is not writable.
 */
export async function publishResults(results: Results, options: PublishOptions): Promise<void> {
  const summary = summarise(results);
  const failures: ReporterFailure[] = [];
  let isWritten = false;
  try {
    failures.push(...(await writeReports({ results, summary }, options)).failures);
    isWritten = true;
  } finally {
    printAnswer();
    for (const failure of failures) process.stderr.write(failureText(failure));
  }

  function printAnswer(): void {
    const { folder, reporters, quiet = false, colour = terminalHasColour() } = options;
    const place = isWritten ? `; ${folder}` : '';
    const line = `${summary.name}: ${summary.status}; ${summary.headline}${place}\n`;
    if (quiet) process.stdout.write(line);
    else if (asks(reporters, 'console')) {
      try {
        process.stdout.write(`${consoleReport(summary, { colour, width: process.stdout.columns ?? 100, folder })}\n`);
      } catch (error) {
        failures.push({ reporter: 'console', error });
        process.stdout.write(line);
      }
    }
  }
}

function asks(reporters: WriteOptions['reporters'], name: ReporterName): boolean {
  return reporters === 'all' || reporters.includes(name);
}

function terminalHasColour(): boolean {
  return process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '';
}

function failureText({ reporter, error }: ReporterFailure): string {
  const found = error instanceof Error ? error.stack : String(error);
  return (
    `The ${reporter} report could not be written; the verdict and the other reports are not affected.\n` +
    `This is a bug in the harness, not your fault; please report it with the following text.\n${found}\n`
  );
}
