import type { Results } from '../contract/result.js';
import { consoleReport } from '../reports/consoleReport.js';

/** Prints the console report to stdout, in colour where a terminal shows it and NO_COLOR does not forbid it. */
export function printReport(
  results: Results,
  { folder, colour }: { readonly folder: string; readonly colour?: boolean },
): void {
  const terminal = process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '';
  const width = process.stdout.columns ?? 100;
  process.stdout.write(`${consoleReport(results, { colour: colour ?? terminal, width, folder })}\n`);
}
