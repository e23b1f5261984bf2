import type { Ink } from './console/ink.js';
import type { Markup } from './html/markup.js';
import type { TestCase } from './junit/testCase.js';
import type { Summary } from './summary/summary.js';

/** The target terminal. */
export interface Look {
  readonly ink: Ink;
  /** Columns. */
  readonly width: number;
}

/**
 * A section of a report in each format. It is left out of formats without a function, and of reports for which the function
 * returns nothing. `sections` defines order and selection.
 */
export interface Section {
  /** Anchor in the page. */
  readonly id: string;
  /** Its name in the page's navigation. */
  readonly title: string;
  /** Lines for a terminal; empty for nothing. */
  readonly console?: (summary: Summary, look: Look) => string[];
  /** Lines of Markdown; empty for nothing. `links` are paths of files next to the report. */
  readonly markdown?: (summary: Summary, links: readonly string[]) => string[];
  /** A `section` element with this `id`; null for nothing. */
  readonly page?: (summary: Summary, links: readonly string[]) => Markup | null;
  /** Test cases, and the test suite they belong to. Sections may share a suite. */
  readonly junit?: { readonly suite: string; readonly cases: (summary: Summary) => TestCase[] };
}
