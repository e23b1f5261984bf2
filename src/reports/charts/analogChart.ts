import type { AnalogRow, AnalogTable } from '../summary/analogTables.js';
import type { Summary } from '../summary/summary.js';
import { percentWithInterval } from '../text/numberText.js';
import { rateText } from '../text/rate.js';
import type { Chart, PlainConfiguration, PlainDataset } from './chart.js';
import { legendLabel } from './chartText.js';
import { axisStyle, furniture, intervalStyle, ownLegend, seriesLook } from './furniture.js';
import type { Medium } from './medium.js';
import { sampleText } from './sampleText.js';

/** The axis is logarithmic: times below a second are drawn at one. */
const leastSeconds = 1;

/** Accuracy of models on analog hardware against the time since programming; null with fewer than two times. */
export function analogChart(summary: Summary, table: AnalogTable): Chart | null {
  const rows = table.rows.filter(({ rates }) => rates.some((rate) => rate !== null));
  if (table.times.length < 2 || rows.length === 0) return null;
  const title = `Analog hardware over time: ${table.title}`;
  const subtitle = sampleText(summary, 'accuracy; bands: 95 % intervals over chips and images');
  return {
    name: `analog-${table.slug}`,
    attack: 'analog',
    title,
    subtitle,
    description: `Line chart: accuracy of ${rows.length} networks on analog hardware against the time since programming.`,
    models: rows.map(({ model }) => model),
    bars: null,
    table: {
      head: ['Time', ...rows.map(({ label }) => label)],
      rows: table.times.map(({ label }, at) => [label, ...rows.map(({ rates }) => rateText(rates[at]!))]),
    },
    configure: (medium) => configuration({ ...table, rows }, { title, subtitle }, medium),
  };
}

function configuration(
  { times, rows }: AnalogTable,
  heading: { readonly title: string; readonly subtitle: string },
  medium: Medium,
): PlainConfiguration {
  const base = furniture({ ...heading, hasLegend: 'lines' }, medium);
  const report = intervalStyle('band', { fontSize: 0.85 * medium.fontSize, lineWidth: medium.lineWidth / 1.5 });
  const places = times.map(({ seconds }) => Math.max(leastSeconds, seconds));
  return {
    type: 'line',
    data: { datasets: rows.map((row) => dataset(row, { times, places, medium })) },
    options: {
      ...base,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: {
          type: 'logarithmic',
          min: places[0]!,
          max: places.at(-1)!,
          ...axisStyle('Seconds since programming', medium),
        },
        y: { ...axisStyle('Accuracy in %', medium), min: 0, max: 100 },
      },
      plugins: ownLegend(base, report),
    },
  } as PlainConfiguration;
}

interface Places {
  readonly times: AnalogTable['times'];
  readonly places: readonly number[];
  readonly medium: Medium;
}

function dataset({ label, style, rates }: AnalogRow, { times, places, medium }: Places) {
  const shown = rates.flatMap((rate, at) => (rate === null ? [] : [{ rate, at }]));
  return {
    label: legendLabel(label),
    data: shown.map(({ rate, at }) => ({ x: places[at]!, y: 100 * rate.value })),
    points: shown.map(({ rate, at }) => ({
      low: 100 * rate.interval[0],
      high: 100 * rate.interval[1],
      title: times[at]!.label,
      text: percentWithInterval(rate.value, rate.interval),
    })),
    ...seriesLook(style, medium),
    pointBorderWidth: medium.lineWidth,
    clip: 2 * medium.pointRadius,
  } as PlainDataset;
}
