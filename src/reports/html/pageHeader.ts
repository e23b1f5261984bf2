import type { Summary } from '../summary/summary.js';
import { count, percent, pointsValue } from '../text/numberText.js';
import { html, type Markup, name } from './markup.js';
import { verdictBox } from './verdictBox.js';

/** Title, what was evaluated, and the verdict with a link to each failure; a notice for partial runs. */
export function pageHeader(summary: Summary): Markup {
  const { dataset, evaluation, status, partial, models, attacks, date } = summary;
  const isTold = summary.assertions.some((assertion) => assertion.status === 'unmatched');
  const reasons = summary.reasons.filter((reason) => !(isTold && reason.startsWith('nothing matches')));
  const of = dataset.evaluated === dataset.images ? '' : ` of ${count(dataset.images)}`;
  const facts = [
    `${dataset.name} ${dataset.split}, ${count(dataset.evaluated)}${of} images`,
    `${models.length} ${models.length === 1 ? 'model' : 'models'}`,
    `${attacks.length} ${attacks.length === 1 ? 'attack' : 'attacks'}`,
    `draws ${evaluation.draws}, vote ${evaluation.vote}, seed ${evaluation.seed}`,
    date.slice(0, 10),
  ];
  const failures = failureLinks(summary);
  return html`<header class="title">
<p class="kicker">Adversarial robustness report</p>
<h1>${name(summary.name)}</h1>
<ul class="facts">${facts.map((fact) => html`<li>${fact}</li>`)}</ul>
${dataset.notes.map((note) => html`<p class="quiet">Note: ${note}.</p>`)}
</header>
${partial ? html`<p class="banner warn-box" role="note"><strong>PARTIAL</strong>${partial.replace(/^PARTIAL/, '')}</p>` : null}
${verdictBox(status, {
  headline: `${summary.headline}.`,
  lines: [...reasons.map((reason) => html`<li>${reason}</li>`), ...failures],
})}`;
}

const mostRegressions = 5;

/** One line with a link for each failed assertion and for the worst regressions. */
function failureLinks({ assertions, comparison, failures }: Summary): Markup[] {
  const broken = assertions.flatMap(({ text, status, matches }, index) => {
    if (status === 'pass' || status === 'open') return [];
    const worst = matches.find(({ pass }) => !pass);
    const found = worst ? `${worst.where}: ${worst.value}` : 'nothing in the run matches it';
    return [html`<li><a href="#assertion-${index + 1}">${text}</a> <small>${found}</small></li>`];
  });
  const regressed = comparison?.lines.filter(({ verdict }) => verdict === 'regressed') ?? [];
  const worst = regressed.toSorted((a, b) => a.difference - b.difference).slice(0, mostRegressions);
  const more = regressed.length - worst.length;
  return [
    ...broken,
    ...worst.map(
      (line) =>
        html`<li><a href="#comparison">${line.model}, ${line.where}</a> <small>${percent(line.baselineAccuracy)} → ${percent(line.accuracy)}, ${pointsValue(line.difference)} points</small></li>`,
    ),
    ...(more > 0 ? [html`<li><a href="#comparison">${count(more)} more regressions</a></li>`] : []),
    ...(failures.length > 0 ? [html`<li><a href="#failures">${count(failures.length)} failed cells</a></li>`] : []),
  ];
}
