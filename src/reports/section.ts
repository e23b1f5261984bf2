import type { Ink } from './console/ink.js';
import type { Markup } from './html/markup.js';
import type { TestCase } from './junit/testCase.js';
import type { Summary } from './summary/summary.js';

/** The terminal that a text is for. */
export interface Look {
  readonly ink: Ink;
  /** Columns. */
  readonly width: number;
}

/**
 * A part of a report with how it reads in each format. A format that is left out does not have it; neither does a report
 * for which the function gives nothing. Order and selection are `sections`'s.
 */
export interface Section {
  /** Anchor in the page. */
  readonly id: string;
  /** What the page's navigation calls it. */
  readonly title: string;
  /** Lines for a terminal; empty for nothing. */
  readonly console?: (summary: Summary, look: Look) => string[];
  /** Lines of Markdown; empty for nothing. `links` are paths of files beside the report. */
  readonly markdown?: (summary: Summary, links: readonly string[]) => string[];
  /** A `section` element with this `id`; null for nothing. */
  readonly page?: (summary: Summary, links: readonly string[]) => Markup | null;
  /** Test cases, and the test suite they belong to. Sections may share a suite. */
  readonly junit?: { readonly suite: string; readonly cases: (summary: Summary) => TestCase[] };
}
