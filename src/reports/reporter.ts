import type { Results } from '../contract/result.js';
import type { ChartSize } from './charts/drawChart.js';
import type { Summary } from './summary/summary.js';

/** A file of a report; the path is relative to the report's folder, with `/`. */
export interface ReportFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A file whose content may still be in the making. */
export interface PendingFile extends Pick<ReportFile, 'path'> {
  readonly content: ReportFile['content'] | Promise<Uint8Array>;
}

/** The inputs of a reporter. */
export interface ReportInput {
  readonly results: Results;
  readonly summary: Summary;
  /** Paths of files from other reporters, for links. */
  readonly links: readonly string[];
  /** Of PNG charts; default for slides. */
  readonly chartSize?: ChartSize | undefined;
}

/** Converts a summary to files; the paths are known in advance, so that other reporters can link to them. */
export interface Reporter {
  /** Whether this reporter may have written the file with this path in a report folder, in any run. */
  readonly owns: (path: string) => boolean;
  readonly paths: (summary: Summary) => readonly string[];
  readonly render: (input: ReportInput) => readonly PendingFile[];
}
