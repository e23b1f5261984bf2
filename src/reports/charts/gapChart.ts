import type { AttackSummary, Summary } from '../summary/summary.js';
import { decibels, percent, percentWithInterval } from '../text/numberText.js';
import { reductionFigure } from '../text/strengthText.js';
import type { Chart } from './chart.js';
import { type IntervalBar, intervalBars } from './intervalBars.js';
import { sampleText } from './sampleText.js';

/** Bars of the gaps to perfect robustness at the reference SNR; null without any. */
export function gapChart(summary: Summary, attack: AttackSummary): Chart | null {
  const { gaps } = attack;
  if (gaps.length === 0) return null;
  const title = `Gap to perfect robustness under ${attack.title} at ${decibels(gaps[0]!.snrDb)}`;
  const reference = summary.reference?.label ?? '';
  const subtitle = sampleText(summary, `1 − relative accuracy; whiskers: 95 % intervals; change against ${reference}`);
  const bars = gaps.map(
    ({ model, gap, gapInterval, reduction }): IntervalBar => ({
      label: summary.models[model]!.label,
      model,
      value: gap,
      interval: gapInterval,
      text: percent(gap) + (reduction === null ? '' : `  (${changeText(reduction)})`),
    }),
  );
  const highest = 100 * Math.max(...gaps.map(({ gapInterval }) => gapInterval[1]));
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
        reductionFigure(gap),
      ]),
    },
    configure: (medium) =>
      intervalBars(summary, bars, {
        title,
        subtitle,
        axisTitle: medium.isTitled ? 'Gap to perfect robustness in % (shorter is better)' : 'Gap in %',
        max: Math.min(100, 10 * Math.ceil(Math.max(highest, 1) / 10)),
        medium,
      }),
  };
}

/** `−41 %` for a gap that is 41 % smaller. */
function changeText(reduction: number): string {
  const rounded = Math.round(100 * reduction);
  return rounded === 0 ? '±0 %' : `${rounded > 0 ? '−' : '+'}${Math.abs(rounded)} %`;
}
