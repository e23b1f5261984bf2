import { addPasses } from '../attackKinds/passes.js';
import { describeReading, isRemarkable } from '../contract/modelReading.js';
import { totalPasses } from '../contract/passes.js';
import type { Suite } from '../contract/suite.js';
import { forecastText } from '../reports/text/forecastText.js';
import { largestBatch } from '../runner/chooseBatch.js';
import { megabytes } from '../runner/memoryBudget.js';
import type { RunPlan } from '../runner/planRun.js';
import { plannedMs } from '../schedule/planWork.js';
import { countText, planTable } from './planTable.js';
import { shorterRuns } from './shorterRuns.js';
import { fitted } from './terminal.js';

/** Long notes are easier to read in lines of this length, also in logs and on wide terminals. */
const noteColumns = 80;

/**
 * Describes a planned run: its cells, its time, and with `details` a table by model and attack. `threads`: those that compute it; null
 * for the workers of a queue, which come and go.
 */
export function describePlan(
  suite: Suite,
  plan: RunPlan,
  { details, threads }: { readonly details: boolean; readonly threads: number | null },
): string {
  const { cells, cached, engine } = plan;
  const images = Math.max(0, ...cells.map((cell) => cell.images[1]));
  const lines = [
    `${suite.name}: ${count(suite.models.length, 'model')}, ${count(suite.attacks.length, 'attack')}, ` +
      `${images} images of ${suite.dataset.name}${suite.audit ? ` and an audit of ${Math.min(images, suite.audit.images)}` : ''}; ${plan.work.length} of ${count(cells.length, 'cell')} to compute ` +
      `(${cached.size} cached) on ${engine.backend}, ${engine.simd}`,
  ];
  if (engine.fault !== undefined) lines.push(`  ${engine.fault}`);
  for (const [id, inspection] of plan.inspections) {
    const { reading } = inspection;
    if (!isRemarkable(reading) && reading.outputs === 'logits') continue;
    lines.push(
      fitted(`  ${id}: ${describeReading(reading)}`, Math.min(noteColumns, process.stderr.columns ?? noteColumns)),
    );
  }
  if (details) lines.push(...batchLines(plan), ...planTable(plan));
  if (plan.work.length > 0) lines.push(...timeLines(plan, threads));
  return `${lines.join('\n')}\n`;
}

/** Models whose batch is smaller than the maximum because of memory. */
function batchLines({ batches, inspections }: RunPlan): string[] {
  const small = [...batches].filter(([, batch]) => batch < largestBatch);
  return small.map(([id, batch]) => {
    const image = megabytes(inspections.get(id)!.memory.imageBytes);
    return `  ${id}: ${count(batch, 'image')} at a time, ${image} each`;
  });
}

/** Passes and time with their uncertainty, and for long runs how to shorten them. */
function timeLines(plan: RunPlan, threads: number | null): string[] {
  const { tasks, work, durations } = plan;
  const ms = plannedMs(tasks, threads ?? 1);
  const { forward, backward } = addPasses(...work.map(({ budget }) => totalPasses(budget)));
  const isBound = work.some((own) => own.isBound);
  const most = isBound ? 'at most ' : '';
  const computing =
    threads === null ? 'of one thread, shared by those of the workers' : `on ${count(threads, 'worker')}`;
  const time = `${isBound ? most : 'about '}${forecastText(ms)} ${computing}`;
  return [
    `  ${time}${durations.size === 0 ? ', at an assumed speed: nothing was measured' : ''}`,
    `  ${most}${countText(forward)} forward and ${countText(backward)} backward passes${
      isBound ? ', fewer if an attack stops early' : ''
    }`,
    ...(backward > 0 ? ['  a backward pass counts as two passes in the progress'] : []),
    ...(threads === null ? [] : shorterRuns(plan, ms)),
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
