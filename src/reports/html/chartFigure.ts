import type { Chart } from '../charts/chart.js';
import { dataTable } from './dataTable.js';
import { html, type Markup } from './markup.js';

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
