import { consoleReport } from '../reports/reporters/consoleReport.js';
import type { Summary } from '../reports/summary/summary.js';

/** Prints the console report to stdout, in colour where a terminal shows it and NO_COLOR does not forbid it. */
export function printReport(
  summary: Summary,
  { folder, colour }: { readonly folder: string; readonly colour?: boolean },
): void {
  const terminal = process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '';
  const width = process.stdout.columns ?? 100;
  process.stdout.write(`${consoleReport(summary, { colour: colour ?? terminal, width, folder })}\n`);
}
