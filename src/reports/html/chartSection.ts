import type { Chart } from '../charts/chart.js';
import type { AttackSummary, Summary } from '../summary.js';
import { dataTable } from './dataTable.js';
import { html, type Markup, name } from './markup.js';
import { swatch } from './swatch.js';

/** Charts of one attack, with one legend for all of them; the pictures themselves are drawn by the page's script. */
export function chartSection(
  summary: Summary,
  attack: AttackSummary,
  { charts, links }: { readonly charts: readonly Chart[]; readonly links: readonly string[] },
): Markup {
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

/** One chart with its figures as a table; the page's script draws it. */
export function chartFigure(
  { name: file, title, subtitle, description, bars, table }: Chart,
  links: readonly string[],
): Markup {
  const picture = `charts/${file}.png`;
  return html`<figure class="card" id="chart-${file}"><figcaption><h3>${title}</h3><p>${subtitle}</p></figcaption>
<div class="canvas"${bars === null ? null : html` style="height:${76 + 46 * bars}px"`}><canvas data-chart="${file}" role="img" aria-label="${description} The figures are in the table below it."></canvas></div>
<details><summary>Figures</summary>${dataTable({ caption: title, head: table.head, rows: table.rows, isCaptionHidden: true })}</details>
${links.includes(picture) ? html`<a class="picture" href="${picture}">PNG</a>` : null}</figure>
`;
}
