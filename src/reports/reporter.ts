import type { Results } from '../contract/result.js';
import type { Summary } from './summary/summary.js';

/** A file of a report; the path is relative to the report's folder, with `/`. */
export interface ReportFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** What a reporter may look at. */
export interface ReportInput {
  readonly results: Results;
  readonly summary: Summary;
  /** Paths of files that other reporters write beside it, to be linked to. */
  readonly links: readonly string[];
}

/** Turns a summary into files; the paths are known beforehand, so that others can link to them. */
export interface Reporter {
  /** Whether a file in a report's folder, by its path in it, is one that this reporter may have written in any run. */
  readonly owns: (path: string) => boolean;
  readonly paths: (summary: Summary) => readonly string[];
  readonly render: (input: ReportInput) => readonly ReportFile[];
}
