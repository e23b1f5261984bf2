import { forecastText } from '../reports/text/forecastText.js';
import type { RunPlan } from '../runner/planRun.js';

/** Runs up to this duration get no advice. */
const longMs = 15 * 60_000;

/** Target duration of the proposed `--limit`. */
const shortMs = 10 * 60_000;

/** For runs of more than 15 minutes: the flags that shorten it, and the attack that takes most time. Empty otherwise. */
export function shorterRuns({ cells, work }: RunPlan, ms: number): string[] {
  if (ms < longMs) return [];
  const images = Math.max(...cells.map((cell) => cell.images[1]));
  const limit = Math.max(10, Math.floor((images * shortMs) / ms / 10) * 10);
  const shares = attackShares(work);
  const [slowest, share] = [...shares].reduce((most, own) => (own[1] > most[1] ? own : most));
  const ways = [
    ...(limit < images ? [`--limit ${limit}: about ${forecastText((ms * limit) / images)}`] : []),
    ...(shares.size > 1
      ? [`--grep <pattern>: some models and attacks; ${slowest} takes ${Math.round(100 * share)} % of the time`]
      : []),
    '--shard 1/4 to 4/4: on four machines, then merge',
  ];
  return [
    '  To shorten the run:',
    ...ways.map((way) => `    ${way}`),
    '  Ctrl-C keeps the finished work; the same command resumes.',
  ];
}

/** Each attack's share of the time. */
function attackShares(work: RunPlan['work']): Map<string, number> {
  const total = work.reduce((sum, { expectedMs }) => sum + expectedMs, 0);
  const shares = new Map<string, number>();
  for (const { attack, expectedMs } of work) shares.set(attack, (shares.get(attack) ?? 0) + expectedMs / total);
  return shares;
}
