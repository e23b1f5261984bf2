import type { ChartDataset } from 'chart.js';
import type { GapRow } from '../summary/gapRows.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import { decibels, percent, percentWithInterval } from '../text/numberText.js';
import type { Chart, DatasetExtras, PlainConfiguration } from './chart.js';
import { barLabel } from './chartText.js';
import { axisStyle, chartFont, furniture, intervalStyle } from './furniture.js';
import type { Medium } from './medium.js';
import { sampleText } from './sampleText.js';

/** Bars of the gaps to perfect robustness at the reference SNR; null without any. */
export function gapChart(summary: Summary, attack: AttackSummary): Chart | null {
  const { gaps } = attack;
  if (gaps.length === 0) return null;
  const title = `Gap to perfect robustness under ${attack.title} at ${decibels(gaps[0]!.snrDb)}`;
  const reference = summary.reference?.label ?? '';
  const subtitle = sampleText(summary, `1 − relative accuracy; whiskers: 95 % intervals; change against ${reference}`);
  return {
    name: `${attack.slug}-gap`,
    attack: attack.id,
    title,
    subtitle,
    description: `Bar chart: gap to perfect robustness of ${gaps.length} models, shorter is better.`,
    models: gaps.map(({ model }) => model),
    bars: gaps.length,
    table: {
      head: ['Model', 'Gap', 'Reduction'],
      rows: gaps.map((gap) => [
        summary.models[gap.model]!.label,
        percentWithInterval(gap.gap, gap.gapInterval),
        gap.reduction === null
          ? '–'
          : gap.reductionInterval
            ? percentWithInterval(gap.reduction, gap.reductionInterval)
            : percent(gap.reduction),
      ]),
    },
    configure: (medium) => configuration(summary, gaps, { medium, title, subtitle }),
  };
}

function configuration(
  summary: Summary,
  gaps: readonly GapRow[],
  { medium, title, subtitle }: { readonly medium: Medium; readonly title: string; readonly subtitle: string },
): PlainConfiguration {
  const base = furniture({ title, subtitle, hasLegend: false }, medium);
  const colours = gaps.map(({ model }) => `var(--series-${summary.models[model]!.style.index})`);
  const bars = {
    data: gaps.map(({ gap }) => 100 * gap),
    points: gaps.map(({ gap, gapInterval: [low, high], reduction }) => ({
      low: 100 * low,
      high: 100 * high,
      title: '',
      text: percent(gap) + (reduction === null ? '' : `  (${changeText(reduction)})`),
    })),
    backgroundColor: colours,
    borderColor: colours,
    borderRadius: 2,
    maxBarThickness: 3 * medium.fontSize,
  } as ChartDataset<'bar'> & DatasetExtras;
  const report = intervalStyle('whisker', { fontSize: medium.fontSize, lineWidth: medium.lineWidth / 1.5 });
  const highest = 100 * Math.max(...gaps.map(({ gapInterval }) => gapInterval[1]));
  const axis = axisStyle(medium.isTitled ? 'Gap to perfect robustness in % (shorter is better)' : 'Gap in %', medium);
  return {
    type: 'bar',
    data: { labels: gaps.map(({ model }) => barLabel(summary.models[model]!.label)), datasets: [bars] },
    options: {
      ...base,
      // Room for the label next to the longest bar.
      layout: { padding: { ...Object(base.layout?.padding), right: 9.5 * medium.fontSize } },
      indexAxis: 'y',
      scales: {
        x: { ...axis, min: 0, max: Math.min(100, 10 * Math.ceil(Math.max(highest, 1) / 10)) },
        y: {
          ...axisStyle('', medium),
          title: { display: false },
          grid: { display: false },
          ticks: { color: 'var(--text)', font: chartFont(medium.fontSize) },
        },
      },
      plugins: { ...base.plugins, report } as NonNullable<PlainConfiguration['options']>['plugins'] & object,
    },
  };
}

/** `−41 %` for a gap that is 41 % smaller. */
function changeText(reduction: number): string {
  const rounded = Math.round(100 * reduction);
  return rounded === 0 ? '±0 %' : `${rounded > 0 ? '−' : '+'}${Math.abs(rounded)} %`;
}
