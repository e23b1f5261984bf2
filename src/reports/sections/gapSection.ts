import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import { swatch } from '../html/swatch.js';
import type { Section } from '../section.js';
import { type GapRow, gapAxisText } from '../summary/gapRows.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import { decibels, intervalText, percent } from '../text/numberText.js';

/** Gaps to perfect robustness at the reference SNR and their reductions; null if no curve has one. */
export const gapSection: Section = { id: 'gaps', title: 'Gaps', page };

function page(summary: Summary): Markup | null {
  const { reference } = summary;
  const attacks = summary.attacks.filter(({ gaps }) => gaps.length > 0);
  if (!reference || attacks.length === 0) return null;
  return html`<section id="gaps"><h2>Gap to perfect robustness at ${decibels(reference.snrDb)}</h2>
<p class="lead">The share of images classified correctly without attack that are lost at this SNR${
    reference.snrDb === 33 ? ', the threshold of human perception' : ''
  }. Reduction is against ${name(reference.label)}.</p>
${
  attacks.length > mostCards
    ? allGaps(summary, attacks)
    : html`<div class="columns">${attacks.map((attack) => attackGaps(summary, attack))}</div>`
}</section>
`;
}

/** More attacks share one table. */
const mostCards = 2;

function allGaps(summary: Summary, attacks: readonly AttackSummary[]): Markup {
  const axes = [...new Set(attacks.map(({ gaps }) => gapAxisText(gaps)))];
  return html`<div class="card">${dataTable({
    caption: `Gaps under ${attacks.length} attacks; ${axes.join('; ')}`,
    head: ['Attack', 'Model', 'Gap', 'Gap reduction', 'Relative accuracy'],
    words: 2,
    rows: attacks.flatMap(({ title, gaps }) =>
      gaps.map((gap) => {
        const { label, style } = summary.models[gap.model]!;
        return [
          title,
          html`<span class="model">${swatch(style)}${name(label)}</span>`,
          html`${percent(gap.gap)} <small>${intervalText(gap.gapInterval)}</small>`,
          reductionCell(gap),
          percent(gap.relativeAccuracy),
        ];
      }),
    ),
  })}</div>`;
}

function attackGaps(summary: Summary, { title, gaps }: AttackSummary): Markup {
  const widest = Math.max(...gaps.map(({ gapInterval }) => gapInterval[1]), 0.01);
  return html`<div class="card"><h3>${title}</h3>
${dataTable({
  caption: `Gaps under ${title}; ${gapAxisText(gaps)}`,
  head: ['Model', 'Gap', 'Gap reduction', 'Relative accuracy'],
  rows: gaps.map((gap) => {
    const { label, style } = summary.models[gap.model]!;
    return [
      html`<span class="model">${swatch(style)}${name(label)}</span>`,
      html`<span class="figure">${percent(gap.gap)} <small>${intervalText(gap.gapInterval)}</small></span>${meter(gap, style.index, widest)}`,
      reductionCell(gap),
      percent(gap.relativeAccuracy),
    ];
  }),
})}</div>`;
}

/** A bar proportional to the gap. */
function meter({ gap }: GapRow, series: number, widest: number): Markup {
  return html`<span class="meter" aria-hidden="true"><span class="series-${series}" style="width:${((100 * gap) / widest).toFixed(1)}%"></span></span>`;
}

function reductionCell({ isReference, reduction, reductionInterval }: GapRow): Markup {
  if (isReference) return html`<span class="quiet">reference</span>`;
  if (reduction === null) return html`–`;
  if (!reductionInterval) return html`<strong>${percent(reduction)}</strong>`;
  const [low, high] = reductionInterval;
  const tone = low > 0 ? 'good' : high < 0 ? 'bad' : '';
  return html`<span class="figure"><strong class="${tone}">${percent(reduction)}</strong> <small>${intervalText(reductionInterval)}</small></span>`;
}
