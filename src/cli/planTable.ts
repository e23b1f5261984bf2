import { addPasses, type Passes } from '../attackKinds/passes.js';
import { countImages } from '../contract/imageRange.js';
import { totalPasses } from '../contract/passes.js';
import { consoleTable } from '../reports/console/consoleTable.js';
import { forecastText } from '../reports/text/forecastText.js';
import type { RunPlan } from '../runner/planRun.js';
import type { PlannedWork } from '../schedule/planWork.js';

const head = ['model', 'attack', 'cells', 'cached', 'images', 'forward', 'backward', 'time'];

/** Columns that a narrow terminal does without: cached, then cells. */
const leastWanted = [3, 2];

/** Longer names are shortened in the middle to keep the table within 80 columns; their ends distinguish the rungs of a ladder. */
const nameLength = 14;
const endLength = 6;

/**
 * One row per model and attack: its cells, and for those to compute the images, passes and time on one worker. If an attack may
 * stop early, passes and time are upper bounds marked with <=.
 */
export function planTable({ cells, cached, work }: RunPlan): string[] {
  const pairs = new Map(cells.map(({ model, attack }) => [JSON.stringify([model, attack.id]), { model, attack }]));
  const rows = [...pairs.values()].map(({ model, attack }) => {
    const own = cells.filter((cell) => cell.model === model && cell.attack.id === attack.id);
    const left = work.filter(({ cell }) => cell.model === model && cell.attack.id === attack.id);
    const kept = own.filter(({ key }) => cached.has(key)).length;
    return [shorten(model), shorten(attack.id), String(own.length), String(kept), ...costs(left)];
  });
  const total = ['total', '', String(cells.length), String(cached.size), ...costs(work)];
  return consoleTable(
    { head, rows: [...rows, total] },
    {
      ...{ words: 2, droppable: leastWanted, isTight: true, narrow: 'list' },
      width: process.stderr.columns ?? 80,
    },
  );
}

/** Images, forward passes, backward passes and time. */
function costs(work: readonly PlannedWork[]): string[] {
  if (work.length === 0) return ['0', '', '', ''];
  const images = countImages(work.map(({ cell }) => cell.images));
  const passes: Passes = addPasses(...work.map(({ budget }) => totalPasses(budget)));
  const most = work.some(({ isBound }) => isBound) ? '<=' : '';
  const ms = work.reduce((sum, { expectedMs }) => sum + expectedMs, 0);
  const counts = [passes.forward, passes.backward].map((count) => (count === 0 ? '0' : `${most}${countText(count)}`));
  return [String(images), ...counts, `${most}${forecastText(ms)}`];
}

/** `950`, `12.5k`, `3.42M`. */
export function countText(count: number): string {
  if (count < 1000) return String(count);
  const [scale, unit] = count < 999_500 ? [1e3, 'k'] : count < 999.5e6 ? [1e6, 'M'] : [1e9, 'G'];
  return `${(count / (scale as number)).toPrecision(3)}${unit}`;
}

function shorten(name: string): string {
  return name.length <= nameLength ? name : `${name.slice(0, nameLength - 1 - endLength)}…${name.slice(-endLength)}`;
}
