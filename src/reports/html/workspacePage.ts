import { suiteCharts } from '../charts/allCharts.js';
import type { Chart } from '../charts/chart.js';
import { chartsOf } from '../charts/chartsOf.js';
import { drawChartSvg } from '../charts/drawChartSvg.js';
import { onePointChart } from '../charts/onePointChart.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import { axisOf, snrAxis } from './curveData.js';
import { drawing, html, type Markup, name } from './markup.js';
import { swatch } from './swatch.js';

const metrics = {
  relative: 'Relative accuracy',
  accuracy: 'Accuracy',
  drop: 'Accuracy drop',
  gap: 'Gap to perfect robustness',
} as const;

/** One chart area with its table; the reader chooses attacks, models, metric and axis. In print all charts are shown. */
export function workspacePage(summary: Summary, links: readonly string[]): Markup {
  const computed = summary.attacks.filter(({ curves }) => curves.length > 0);
  return html`<section id="curves" class="workspace"><h2>Curves</h2>
${
  computed.length === 0
    ? html`<p>No cell of any attack was computed.</p>`
    : html`${controls(summary, computed)}
<figure class="card live"><figcaption><h3 data-part="title">Curves</h3><p data-part="subtitle"></p></figcaption>
<div class="canvas tall"><canvas data-part="canvas" role="img" aria-label="Line chart"></canvas></div></figure>
<div class="card live" data-part="table"></div>`
}
<div class="notes-list">${summary.attacks.map(attackNote)}</div>
${pictureLinks(links)}
<div class="paper">${paperCharts(summary).map((chart, index) => html`<figure><figcaption><strong>${chart.title}</strong><br>${chart.subtitle}</figcaption>${drawing(drawChartSvg(chart), index)}</figure>`)}</div>
</section>
`;
}

function controls({ models, worst }: Summary, attacks: readonly AttackSummary[]): Markup {
  const worstTitle =
    worst && worst.attacks.length > 1 ? [{ id: 'worst', title: `Worst of ${worst.attacks.length} attacks` }] : [];
  const axes = new Map(
    [snrAxis, ...attacks.map(({ perturbation }) => axisOf(perturbation))].map(({ key, title }) => [key, title]),
  );
  const option = ([value, title]: readonly [string, string]) => html`<option value="${value}">${title}</option>`;
  return html`<div class="card controls" data-part="controls" hidden>
<div class="choice" role="group" aria-label="Attacks"><span class="label">Attacks</span>${[
    ...worstTitle,
    ...attacks,
  ].map(
    ({ id, title }) =>
      html`<button type="button" class="chip" aria-pressed="false" data-attack="${id}">${title}</button>`,
  )}</div>
<div class="choice" role="group" aria-label="Models"><span class="label">Models</span>${models.map(
    ({ id, label, style }) =>
      html`<button type="button" class="chip" aria-pressed="true" data-model="${id}">${swatch(style)}${name(label)}</button>`,
  )}</div>
<div class="choice"><label>Metric <select data-part="metric">${Object.entries(metrics).map(option)}</select></label>
<label>Axis <select data-part="axis">${[...axes].map(option)}</select></label>
<label data-part="baseline" hidden><input type="checkbox"> Baseline’s curves</label>
<button type="button" class="plain-button" data-part="link">Copy link to this view</button></div>
</div>
`;
}

function attackNote({ id, title, description, snrReference, curves, warnings }: AttackSummary): Markup {
  return html`<div class="note" data-note="${id}"><p class="lead"><strong>${title}</strong>: ${description} SNR ${snrReference}.${
    curves.length === 0 ? ' No cell of this attack was computed.' : ''
  }</p>
${warnings.length === 0 ? null : html`<div class="banner warn-box" role="note"><strong>Audit warning</strong><ul class="plain">${warnings.map((text) => html`<li>${text}</li>`)}</ul></div>`}</div>
`;
}

function pictureLinks(links: readonly string[]): Markup | null {
  const pictures = links.filter((link) => link.startsWith('charts/'));
  if (pictures.length === 0) return null;
  return html`<details class="pictures-list"><summary>Charts as files</summary><ul class="columns-list">${pictures.map((link) => html`<li><a href="${link}">${link.slice('charts/'.length)}</a></li>`)}</ul></details>`;
}

/**
 * The printed charts: the suite's charts and, for each attack, the most important one and its gaps. The rest is in tables. If the
 * attacks have one strength each, the overview shows their accuracies.
 */
function paperCharts(summary: Summary): Chart[] {
  const isShown = onePointChart(summary) !== null;
  const ofAttack = (attack: AttackSummary) =>
    chartsOf(summary, attack).filter(({ name }, index) => (index === 0 && !isShown) || name.endsWith('-gap'));
  const ofSuite = suiteCharts(summary).filter(({ name }) => !isShown || !['attacks', 'strength'].includes(name));
  return [...ofSuite, ...summary.attacks.flatMap(ofAttack)];
}
