import { chartsOf } from '../charts/chartsOf.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import { chartFigure } from './chartFigure.js';
import { html, type Markup, name } from './markup.js';
import { swatch } from './swatch.js';

/** Charts of one attack, with one legend for all of them; the pictures themselves are drawn by the page's script. */
export function attackPage(summary: Summary, attack: AttackSummary, links: readonly string[]): Markup {
  const charts = chartsOf(summary, attack);
  return html`<section id="attack-${attack.slug}" class="attack"><h2>${attack.title}</h2>
<p class="lead">${attack.description} SNR ${attack.snrReference}.</p>
${attack.warnings.length === 0 ? null : html`<div class="banner warn-box" role="note"><strong>Audit warning</strong><ul class="plain">${attack.warnings.map((text) => html`<li>${text}</li>`)}</ul></div>`}
${charts.length === 0 ? html`<p>No cell of this attack was computed.</p>` : legend(summary, attack)}
<div class="figures">${charts.map((chart) => chartFigure(chart, links))}</div></section>
`;
}

function legend(summary: Summary, { slug, title, curves }: AttackSummary): Markup {
  return html`<div class="legend" role="group" aria-label="Models shown in the charts of ${title}">${curves.map(
    ({ model }) => {
      const { label, style } = summary.models[model]!;
      return html`<button type="button" aria-pressed="true" data-attack="${slug}" data-model="${model}">${swatch(style)}${name(label)}</button>`;
    },
  )}</div>
`;
}
