import { type Options, SingleBar } from 'cli-progress';
import { forecastText } from '../reports/text/forecastText.js';
import { count } from '../reports/text/numberText.js';

/** How progress is shown; `auto` is a bar on a terminal, lines elsewhere. */
export const progressStyles = ['auto', 'bar', 'lines', 'json'] as const;
export type ProgressStyle = (typeof progressStyles)[number];

/** Shows the progress of long work. */
export interface Progress {
  /**
   * `done` of the total, a description of the current state, and the time left if there is a better estimate than the pace so
   * far.
   */
  update(done: number, note: string, leftMs?: number): void;
  /** Removes the bar. */
  stop(): void;
}

interface ProgressOptions {
  readonly unit: string;
  readonly quiet: boolean;
  readonly style?: ProgressStyle;
  /** Work done earlier, which is excluded from the pace. */
  readonly doneBefore?: number;
}

/** Progress on stderr, so that stdout contains only results. `quiet` shows nothing. */
export function createProgress(
  total: number,
  { unit, quiet, style = 'auto', doneBefore = 0 }: ProgressOptions,
): Progress {
  if (quiet || total === 0) return { update: () => {}, stop: () => {} };
  const work = { total, unit, doneBefore, startMs: performance.now() };
  if (style === 'json') return jsonLines(work);
  return style === 'bar' || (style === 'auto' && process.stderr.isTTY) ? terminalBar(work) : plainLines(work);
}

interface Work {
  readonly total: number;
  readonly unit: string;
  readonly doneBefore: number;
  readonly startMs: number;
}

function terminalBar(work: Work): Progress {
  const { total, unit } = work;
  const options: Options = {
    format: (_, { progress, startTime }, { left, note }) =>
      barText(
        { share: progress, total, unit, goneMs: Date.now() - startTime, left, note },
        process.stderr.columns ?? 80,
      ),
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  };
  const bar = new SingleBar(options);
  bar.start(total, work.doneBefore, { note: '', left: '?' });
  return {
    update: (done, note, leftMs) => {
      const left = leftMs ?? leftByPace(done, work);
      bar.update(done, { note, left: Number.isFinite(left) ? forecastText(left) : '?' });
    },
    stop: () => bar.stop(),
  };
}

interface BarState {
  /** In [0, 1]. */
  readonly share: number;
  readonly total: number;
  readonly unit: string;
  readonly goneMs: number;
  readonly left: string;
  readonly note: string;
}

/** The bar and as many of its texts as fit into a line, the most important first; a note is left out rather than cut. */
export function barText({ share, total, unit, goneMs, left, note }: BarState, columns: number): string {
  const length = columns < 70 ? 8 : 20;
  const full = Math.round(share * length);
  const bar = `  ${'█'.repeat(full)}${'░'.repeat(length - full)} ${Math.floor(100 * share)} %`;
  const texts = [` of ${count(total)} ${unit}`, `, ${left} left`, `, ${forecastText(goneMs)} gone`, `, ${note}`];
  return texts.reduce((line, text) => (line.length + text.length < columns ? line + text : line), bar);
}

/** Print a line after this much silence. */
const silenceMs = 30_000;

/** Prints a line at every tenth of the work, and after a long silence. */
function plainLines(work: Work): Progress {
  const { total, unit, startMs } = work;
  let tenths = Math.floor((10 * work.doneBefore) / total);
  let saidMs = startMs;
  return {
    update: (done, note, leftMs) => {
      const nowMs = performance.now();
      if (Math.floor((10 * done) / total) <= tenths && nowMs - saidMs < silenceMs) return;
      tenths = Math.floor((10 * done) / total);
      saidMs = nowMs;
      const left = leftMs ?? leftByPace(done, work);
      const times = `${forecastText(nowMs - startMs)} elapsed, ${Number.isFinite(left) ? forecastText(left) : '?'} left`;
      process.stderr.write(`  ${Math.floor((100 * done) / total)} % of ${count(total)} ${unit}, ${times}, ${note}\n`);
    },
    stop: () => {},
  };
}

/** Every update as a JSON line, for programs and for checking the estimate. */
function jsonLines(work: Work): Progress {
  const { total, unit, startMs } = work;
  return {
    update: (done, note, leftMs) => {
      const left = leftMs ?? leftByPace(done, work);
      const times = {
        goneMs: Math.round(performance.now() - startMs),
        leftMs: Number.isFinite(left) ? Math.round(left) : null,
      };
      process.stderr.write(`${JSON.stringify({ done, total, unit, ...times, note })}\n`);
    },
    stop: () => {},
  };
}

function leftByPace(done: number, { total, doneBefore, startMs }: Work): number {
  return ((performance.now() - startMs) / (done - doneBefore)) * (total - done);
}
