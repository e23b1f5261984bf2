import type { Results } from '../contract/result.js';
import { summarise } from '../reports/summary/summarise.js';
import { type ReporterName, writeReports } from '../reports/writeReports.js';

/**
 * Writes the reports of results to a folder, by default all that `rapa eval` writes, and returns the paths of the files. Throws the
 * first error of a reporter after all others have written their files; `UserError` if the folder is not writable.
 */
export async function writeReport(
  results: Results,
  folder: string,
  { reporters = 'all' }: { readonly reporters?: readonly ReporterName[] | 'all' } = {},
): Promise<readonly string[]> {
  const { files, failures } = await writeReports({ results, summary: summarise(results) }, { folder, reporters });
  const [failure] = failures;
  if (failure !== undefined) throw failure.error;
  return files;
}
