import type { Results } from '../../../src/contract/result.js';
import { htmlReport } from '../../../src/reports/reporters/htmlReport.js';
import { junitReport } from '../../../src/reports/reporters/junitReport.js';
import { markdownReport } from '../../../src/reports/reporters/markdownReport.js';
import { summarise } from '../../../src/reports/summary/summarise.js';

const reporters = { html: htmlReport, junit: junitReport, markdown: markdownReport } as const;

/** Text of the one file that a reporter makes of results. */
export function renderReport(name: keyof typeof reporters, results: Results, links: readonly string[] = []): string {
  const [file] = reporters[name].render({ results, summary: summarise(results), links });
  return String(file!.content);
}
