import type { Summary } from '../summary/summary.js';
import { count } from '../text/numberText.js';
import { html, type Markup, name } from './markup.js';

const words = { pass: 'Pass', fail: 'Fail', incomplete: 'Incomplete' } as const;
const icons = {
  pass: 'M5 12.5l4.5 4.5L19 7.5',
  fail: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  incomplete: 'M12 5.5v8M12 17.5v.5',
};

/** Title, what was evaluated, the verdict and, of a partial run, a notice. */
export function pageHeader(summary: Summary): Markup {
  const { dataset, evaluation, status, partial, reasons, models, attacks, date } = summary;
  const of = dataset.evaluated === dataset.images ? '' : ` of ${count(dataset.images)}`;
  const facts = [
    `${dataset.name} ${dataset.split}, ${count(dataset.evaluated)}${of} images`,
    `${models.length} ${models.length === 1 ? 'model' : 'models'}`,
    `${attacks.length} ${attacks.length === 1 ? 'attack' : 'attacks'}`,
    `draws ${evaluation.draws}, vote ${evaluation.vote}, seed ${evaluation.seed}`,
    date.slice(0, 10),
  ];
  return html`<header class="title">
<p class="kicker">Adversarial robustness report</p>
<h1>${name(summary.name)}</h1>
<ul class="facts">${facts.map((fact) => html`<li>${fact}</li>`)}</ul>
${dataset.notes.map((note) => html`<p class="quiet">Note: ${note}.</p>`)}
</header>
${partial ? html`<p class="banner warn-box" role="note"><strong>PARTIAL</strong>${partial.replace(/^PARTIAL/, '')}</p>` : null}
<section class="verdict ${boxes[status]}" aria-labelledby="verdict">
<svg viewBox="0 0 24 24" width="40" height="40" aria-hidden="true"><circle cx="12" cy="12" r="11"/><path d="${icons[status]}"/></svg>
<div><h2 id="verdict">${words[status]}</h2>
<p>${summary.headline}.</p>
${reasons.length > 0 ? html`<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>` : null}</div>
</section>
`;
}

const boxes = { pass: 'pass-box', fail: 'fail-box', incomplete: 'warn-box' } as const;
