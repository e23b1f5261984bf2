import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import { swatch } from '../html/swatch.js';
import type { Section } from '../section.js';
import type { Summary } from '../summary/summary.js';
import { count } from '../text/numberText.js';
import { rateText } from '../text/rate.js';

/** The page's table of models, after the figures: their properties and how they were read. */
export const modelDetailSection: Section = { id: 'models', title: 'Models', page };

function page({ models }: Summary): Markup {
  return html`<section id="models"><h2>Models</h2><div class="card">
${dataTable({
  caption: 'Models of the suite, with 95 % intervals in brackets',
  head: ['Model', 'Id', 'Scheme', 'Tiles', 'Convolution weights', 'Parameters', 'Clean accuracy', 'SHA-256'],
  words: 4,
  rows: models.map((model) => [
    html`<span class="model">${swatch(model.style)}${name(model.label)}</span>`,
    name(model.id),
    `${model.scheme === 'none' ? '–' : model.scheme}${model.stochastic ? ' (stochastic)' : ''}`,
    model.tiles === 'none' ? '–' : model.tiles,
    count(model.parameters.convolution),
    count(model.parameters.total),
    rateText(model.clean),
    html`<code title="${model.sha256}">${model.sha256.slice(0, 12)}</code>`,
  ]),
})}${readingList(models)}</div></section>
`;
}

/** How models other than plain layers models were read. */
function readingList(models: Summary['models']): Markup | null {
  const read = models.filter(({ reading }) => reading !== null);
  if (read.length === 0) return null;
  return html`<h3>How models were read</h3><ul>${read.map(({ label, reading }) => html`<li>${name(label)}: ${reading!}</li>`)}</ul>`;
}
