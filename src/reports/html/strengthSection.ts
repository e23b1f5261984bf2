import { strengthChart } from '../charts/strengthChart.js';
import { decibels } from '../numberText.js';
import { reductionText, strengthText } from '../strengthText.js';
import type { Summary } from '../summary.js';
import { chartFigure } from './chartSection.js';
import { dataTable } from './dataTable.js';
import { html, type Markup, name } from './markup.js';
import { swatch } from './swatch.js';

/** All attacks side by side at the reference SNR; null with fewer than two. */
export function strengthSection(summary: Summary, links: readonly string[]): Markup | null {
  const { strength, models, reference } = summary;
  const chart = strengthChart(summary);
  if (!chart || !reference) return null;
  return html`<section id="strength"><h2>What every attack leaves at ${decibels(reference.snrDb)}</h2>
<p class="lead">Relative accuracy and, below it, the gap reduction against ${name(reference.label)} under the same attack. A gain that is real holds under every attack; one that lies in masked gradients shrinks as attacks get stronger.</p>
<div class="card">${dataTable({
    caption: `Relative accuracy and gap reduction at ${decibels(reference.snrDb)}, 95 % intervals in brackets`,
    head: [
      'Attack',
      ...models.map(({ label, style }) => html`<span class="model">${swatch(style)}${name(label)}</span>`),
    ],
    rows: strength.map((row) => [
      row.label,
      ...row.models.map(
        (figure) =>
          html`<span class="figure">${strengthText(figure)}</span><br><small class="figure">${reductionText(figure)}</small>`,
      ),
    ]),
  })}</div>
<div class="figures single">${chartFigure(chart, links)}</div></section>
`;
}
