import { type Options, SingleBar } from 'cli-progress';
import { forecastText } from '../reports/text/forecastText.js';

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
    format: `  {bar} {percentage}% of {total} ${unit} | {duration_formatted} elapsed, {left} left | {note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 20,
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
      process.stderr.write(`  ${Math.floor((100 * done) / total)} % of ${total} ${unit}, ${times}, ${note}\n`);
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
