import type { DecompositionTable, GainRow } from '../summary/decompositionTables.js';
import type { Summary } from '../summary/summary.js';
import { percent } from '../text/numberText.js';
import { rateText } from '../text/rate.js';
import { reductionFigure } from '../text/strengthText.js';
import type { Chart } from './chart.js';
import { type IntervalBar, intervalBars } from './intervalBars.js';
import { sampleText } from './sampleText.js';

/** Bars of relative accuracy: the other networks, then each decomposed model's networks, known draws and fresh draws. */
export function gainChart(summary: Summary, { title: attack, slug, label, rows }: DecompositionTable): Chart | null {
  const shown = rows.filter(({ relative }) => relative !== null);
  if (shown.length === 0) return null;
  const title = `Where the gain sits: ${attack} at ${label}`;
  const against = summary.reference ? `; brackets: gap reduction against ${summary.reference.label}` : '';
  const subtitle = sampleText(summary, `relative accuracy; whiskers: 95 % intervals${against}`);
  return {
    name: `${slug}-gain`,
    attack: 'gain',
    title,
    subtitle,
    description: `Bar chart: relative accuracy of ${shown.length} networks and kinds of draws under ${attack}, longer is more robust.`,
    models: shown.map(({ model }) => model),
    bars: shown.length,
    table: {
      head: ['Network and draws', 'Relative accuracy', 'Reduction of the gap'],
      rows: shown.map((row) => [row.label, rateText(row.relative), reductionFigure(row)]),
    },
    configure: (medium) =>
      intervalBars(summary, shown.map(barOf), {
        title,
        subtitle,
        axisTitle: medium.isTitled ? 'Relative accuracy in % (longer is more robust)' : 'Relative accuracy in %',
        max: 100,
        medium,
      }),
  };
}

function barOf({ label, model, relative, reduction }: GainRow): IntervalBar {
  const { value, interval } = relative!;
  return {
    label,
    model,
    value,
    interval,
    text: percent(value) + (reduction === null ? '' : ` (${percent(reduction)})`),
  };
}
