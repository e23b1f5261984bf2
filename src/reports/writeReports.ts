import { join } from 'node:path';
import { writeWholeInBackground } from '../base/writeWhole.js';
import type { Results } from '../contract/result.js';
import type { Reporter } from './reporter.js';
import { htmlReport } from './reporters/htmlReport.js';
import { jsonReport } from './reporters/jsonReport.js';
import { junitReport } from './reporters/junitReport.js';
import { markdownReport } from './reporters/markdownReport.js';
import { pngReport } from './reporters/pngReport.js';
import type { Summary } from './summary/summary.js';

/** Reporters by name; `console` prints (`consoleReport`) and writes no file. results.json comes first: the rest can be made from it again. */
const reporters = {
  console: null,
  json: jsonReport,
  html: htmlReport,
  png: pngReport,
  markdown: markdownReport,
  junit: junitReport,
} satisfies Record<string, Reporter | null>;

export type ReporterName = keyof typeof reporters;

export const reporterNames = Object.keys(reporters) as readonly ReporterName[];

export interface WriteOptions {
  /** Made if need be. */
  readonly folder: string;
  readonly reporters: readonly ReporterName[] | 'all';
}

/** Writes the reports' files and returns their paths. Throws `UserError` where the folder cannot be written to. */
export async function writeReports(
  { results, summary }: { readonly results: Results; readonly summary: Summary },
  { folder, reporters: names }: WriteOptions,
): Promise<string[]> {
  const chosen = reporterNames.flatMap((name) =>
    names === 'all' || names.includes(name) ? (reporters[name] ?? []) : [],
  );
  const links = chosen.flatMap((reporter) => reporter.paths(summary));
  const files: string[] = [];
  const writes: Promise<void>[] = [];
  try {
    for (const reporter of chosen) {
      for (const { path, content } of reporter.render({ results, summary, links })) {
        const file = join(folder, path);
        files.push(file);
        writes.push(writeWholeInBackground(file, content));
      }
    }
  } finally {
    await Promise.allSettled(writes); // none is left behind, whatever fails first
  }
  await Promise.all(writes);
  return files;
}
