import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { isUserFault, UserError } from '../base/errors.js';
import { writeWhole } from '../base/writeWhole.js';
import type { ComparisonRow, Results } from '../contract/result.js';
import { resultFileText } from '../contract/resultFile.js';
import { compareResults } from '../gate/compareResults.js';
import { toBaseline } from '../gate/toBaseline.js';
import { readResults } from '../results/readResults.js';
import type { EvalFlags } from './evalFlags.js';

const mostRows = 25;

/** Throws `UserError` for a baseline update from a partial run, or in CI, where nobody reviews it. */
export function checkUpdate({ updateBaseline, force, limit, grep, shard }: EvalFlags, env: NodeJS.ProcessEnv): void {
  if (!updateBaseline) return;
  if ((limit ?? grep ?? shard) !== undefined) {
    throw new UserError({
      where: '--update-baseline',
      expected: 'a complete run, because later runs are compared with it',
      found: 'a run on part of the suite (--limit, --grep or --shard)',
      remedy: 'remove those flags',
    });
  }
  if (force || ['', '0', 'false', undefined].includes(env.CI?.toLowerCase())) return;
  throw new UserError({
    where: '--update-baseline',
    expected: 'a person who reviews the changes and commits them',
    found: `a run in CI (CI=${env.CI}), which would be compared with itself`,
    remedy: 'update the baseline on your machine and commit it, or add --force',
  });
}

/** Writes results as the new baseline and returns the changes from the old one, one line each. */
export function replaceBaseline(file: string, results: Results): string[] {
  const name = relative(process.cwd(), file);
  const lines = existsSync(file) ? changeLines(file, name, results) : [`${name} is new`];
  writeWhole(file, resultFileText(toBaseline(results)));
  return [...lines, `${name} updated: review the change and commit it.`];
}

function changeLines(file: string, name: string, results: Results): string[] {
  try {
    const { rows, notes } = compareResults(readResults(file), results, { baselineName: name });
    const changed = rows.filter(({ newlyBroken, newlyRobust }) => newlyBroken.length + newlyRobust.length > 0);
    return [
      `${name}: ${changed.length} of ${rows.length} points change`,
      ...notes.map((note) => `  note: ${note}`),
      ...changed.slice(0, mostRows).map(changeText),
      ...(changed.length > mostRows ? [`  ... and ${changed.length - mostRows} more`] : []),
    ];
  } catch (error) {
    if (!isUserFault(error)) throw error;
    return [`${name} cannot be compared with this run:`, ...error.message.split('\n').map((line) => `  ${line}`)];
  }
}

function changeText({ model, attack, point, baselineAccuracy, accuracy, verdict }: ComparisonRow): string {
  const place = attack === null ? 'without attack' : `${attack} at ${point}`;
  const percent = (share: number) => (100 * share).toFixed(1);
  return `  ${model}, ${place}: ${percent(baselineAccuracy)} -> ${percent(accuracy)} %, ${verdict}`;
}
