import { eotChart } from '../charts/eotChart.js';
import { counted } from '../numberText.js';
import type { Summary } from '../summary.js';
import { chartFigure } from './chartSection.js';
import { dataTable } from './dataTable.js';
import { html, type Markup, name } from './markup.js';

const tones = { pass: 'good', warning: 'odd', 'not applicable': 'quiet' } as const;

/** The checks for gradient masking and the convergence of EOT; null without an audit. */
export function auditSection(summary: Summary, links: readonly string[]): Markup | null {
  const { audit, models } = summary;
  if (!audit) return null;
  const chart = eotChart(summary);
  return html`<section id="audit"><h2>Audit: can these figures be believed?</h2>
<p class="lead">Checks for gradient masking, each on every model: ${counted(audit.warnings, 'warning')}. Paired by image; p-values after Holm’s correction; the audit’s own cells are over the first ${counted(audit.images, 'image')}.</p>
<div class="card">${dataTable({
    caption: 'Checks of the audit',
    isCaptionHidden: true,
    head: ['Check', 'Model', 'Status', 'Figures'],
    words: 4,
    rows: audit.rows.map(({ title, model, status, worst, lines }) => [
      html`<span class="long">${title}</span>`,
      name(models[model]!.label),
      html`<span class="tag ${tones[status]}">${status}</span>`,
      html`<span class="long">${worst}</span>${
        lines.length > 1
          ? html`<details class="ids"><summary>all ${lines.length}</summary><ul class="plain">${lines.map(
              ({ text, warning }) => html`<li>${warning ? html`<strong class="bad">${text}</strong>` : text}</li>`,
            )}</ul></details>`
          : null
      }`,
    ]),
  })}</div>
${chart ? html`<div class="figures single">${chartFigure(chart, links)}</div>` : null}</section>
`;
}
