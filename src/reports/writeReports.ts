import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sweepParts } from '../base/sweepParts.js';
import { stageWhole } from '../base/writeWhole.js';
import type { Results } from '../contract/result.js';
import type { ChartSize } from './charts/drawChart.js';
import type { PendingFile, Reporter, ReportFile } from './reporter.js';
import { htmlReport } from './reporters/htmlReport.js';
import { jsonReport } from './reporters/jsonReport.js';
import { junitReport } from './reporters/junitReport.js';
import { markdownReport } from './reporters/markdownReport.js';
import { pngReport } from './reporters/pngReport.js';
import { svgReport } from './reporters/svgReport.js';
import type { Summary } from './summary/summary.js';

/**
 * Reporters by name; `console` prints (`consoleReport`) and writes no file. results.json comes first: the others can be recreated
 * from it.
 */
const reporters = {
  console: null,
  json: jsonReport,
  html: htmlReport,
  png: pngReport,
  svg: svgReport,
  markdown: markdownReport,
  junit: junitReport,
} satisfies Record<string, Reporter | null>;

export type ReporterName = keyof typeof reporters;

export const reporterNames = Object.keys(reporters) as readonly ReporterName[];

/** The reporters of `all`: charts as PNG; SVG only on request. */
const usual = reporterNames.filter((name) => name !== 'svg');

export interface WriteOptions {
  /** Created if missing. */
  readonly folder: string;
  readonly reporters: readonly ReporterName[] | 'all';
  /** Keep reports in the folder that this call does not write; they are from the same results. */
  readonly keepsOthers?: boolean;
  /** How charts are drawn: PNG for slides by default. */
  readonly charts?: ChartStyle;
}

/** The format of charts in place of PNG, and the size of PNGs. */
export interface ChartStyle {
  readonly chartFormat?: ChartFormat | undefined;
  readonly chartSize?: ChartSize | undefined;
}

export const chartFormats = ['png', 'svg'] as const;
export type ChartFormat = (typeof chartFormats)[number];

/** Results to report. */
export interface Reported {
  readonly results: Results;
  readonly summary: Summary;
}

type Rendering = Reported & Pick<ChartStyle, 'chartSize'>;

/** A reporter that threw; the others are not affected. */
export interface ReporterFailure {
  readonly reporter: ReporterName;
  readonly error: unknown;
}

/** Paths of the written files, and failed reporters. */
export interface WrittenReports {
  readonly files: readonly string[];
  readonly failures: readonly ReporterFailure[];
}

/**
 * Writes the reports' files atomically and removes those of an earlier run, so that no folder contains reports of two runs. Other
 * files are kept; if no file is requested, all are. Rejects with `UserError` if the folder is not writable; it is then unchanged.
 */
export async function writeReports(
  reported: Reported,
  { folder, reporters: names, keepsOthers = false, charts = {} }: WriteOptions,
): Promise<WrittenReports> {
  const { chartFormat = 'png', chartSize } = charts;
  const asked = (names === 'all' ? usual : names).map((name) => (name === 'png' ? chartFormat : name));
  const { files, failures } = await renderReports(asked, { ...reported, chartSize });
  const staging = await Promise.allSettled(files.map(({ path, content }) => stageWhole(join(folder, path), content)));
  const staged = staging.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const fault = staging.find((result) => result.status === 'rejected');
  if (fault) {
    for (const file of staged) file.discard();
    throw fault.reason;
  }
  if (files.length > 0) for (const place of [folder, join(folder, 'charts')]) sweepParts(place);
  // First, so that the folder never contains reports of two runs, not even after a crash.
  if (!keepsOthers && staged.length > 0) removeReports(folder);
  for (const file of staged) file.place();
  return { files: files.map(({ path }) => join(folder, path)), failures };
}

interface Rendered {
  readonly files: readonly ReportFile[];
  readonly failures: readonly ReporterFailure[];
}

async function renderReports(names: readonly ReporterName[], reported: Rendering): Promise<Rendered> {
  const chosen = reporterNames.filter((name) => names.includes(name));
  const failures: ReporterFailure[] = [];
  const attempt = async <T>(reporter: ReporterName, make: () => Promise<readonly T[]>): Promise<readonly T[]> => {
    try {
      return await make();
    } catch (error) {
      failures.push({ reporter, error });
      return [];
    }
  };
  const all = async <T>(make: (name: ReporterName) => Promise<readonly T[]>) =>
    (await Promise.all(chosen.map((name) => attempt(name, () => make(name))))).flat();
  const links = await all(async (name) => reporters[name]?.paths(reported.summary) ?? []);
  const files = await all((name) => finished(reporters[name]?.render({ ...reported, links }) ?? []));
  if (failures.length === 0) return { files, failures };
  // Again without those that failed, so that no report links to a missing file.
  const others = await renderReports(
    chosen.filter((name) => !failures.some(({ reporter }) => reporter === name)),
    reported,
  );
  return { files: others.files, failures: [...failures, ...others.failures] };
}

function finished(files: readonly PendingFile[]): Promise<ReportFile[]> {
  return Promise.all(files.map(async ({ path, content }) => ({ path, content: await content })));
}

/** Removes all files that reporters may have written to a folder. */
function removeReports(folder: string): void {
  const paths = [folder, join(folder, 'charts')].flatMap((place) =>
    existsSync(place) ? readdirSync(place).map((name) => (place === folder ? name : `charts/${name}`)) : [],
  );
  for (const path of paths) {
    if (Object.values(reporters).some((reporter) => reporter?.owns(path))) rmSync(join(folder, path));
  }
}
