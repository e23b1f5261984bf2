import { type ComparisonLine, verdictCounts } from '../comparisonSummary.js';
import { count, percent, pointsValue, pValueText } from '../numberText.js';
import type { Summary } from '../summary.js';
import { dataTable } from './dataTable.js';
import { html, type Markup, name, verbatim } from './markup.js';

const statusWords = { pass: 'holds', fail: 'fails', unmatched: 'matches nothing' } as const;
const statusTones = { pass: 'good', fail: 'bad', unmatched: 'odd' } as const;

/** Assertions and what was found; null without any. */
export function assertionSection({ assertions }: Summary): Markup | null {
  if (assertions.length === 0) return null;
  return html`<section id="assertions"><h2>Assertions</h2><div class="card">
${dataTable({
  caption: 'Assertions of the suite',
  isCaptionHidden: true,
  head: ['Assertion', 'Status', 'Found'],
  words: 3,
  rows: assertions.map(({ text, status, matches }) => [
    html`<span class="long">${text}</span>`,
    html`<span class="tag ${statusTones[status]}">${statusWords[status]}</span>`,
    html`<ul class="plain">${matches.map(
      ({ where, value, pass }) =>
        html`<li>${where}: ${pass ? value : html`<strong class="bad">${value}</strong>`}</li>`,
    )}</ul>`,
  ]),
})}</div></section>
`;
}

const verdictTones = { regressed: 'bad', improved: 'good', inconclusive: 'odd', 'within noise': 'quiet' } as const;

/** The run held against its baseline; null where it was not. Rows within noise are folded. */
export function comparisonSection({ comparison }: Summary): Markup | null {
  if (!comparison) return null;
  const changed = comparison.lines.filter(({ verdict }) => verdict !== 'within noise');
  const noise = comparison.lines.filter(({ verdict }) => verdict === 'within noise');
  return html`<section id="comparison"><h2>Comparison with the baseline</h2>
<p class="lead">${name(comparison.baseline)}: ${verdictCounts(comparison)}. Image by image; exact McNemar test, p-values after Holm’s correction.</p>
${comparison.notes.length > 0 ? html`<ul class="notes">${comparison.notes.map((note) => html`<li>${note}</li>`)}</ul>` : null}
${changed.length > 0 ? html`<div class="card">${linesTable(changed, 'Points that differ')}</div>` : null}
${
  noise.length > 0
    ? html`<details class="card"><summary>${count(noise.length)} within noise</summary>${linesTable(noise, 'Points within noise')}</details>`
    : null
}</section>
`;
}

function linesTable(lines: readonly ComparisonLine[], caption: string): Markup {
  return dataTable({
    caption,
    isCaptionHidden: true,
    head: ['Model', 'Point', 'Verdict', 'Accuracy', 'Points', 'Newly broken', 'Newly robust', 'p'],
    words: 3,
    rows: lines.map((line) => [
      name(line.model),
      line.where,
      html`<span class="tag ${verdictTones[line.verdict]}">${line.verdict}</span>`,
      `${percent(line.baselineAccuracy)} → ${percent(line.accuracy)}`,
      `${pointsValue(line.difference)} [${line.differenceInterval.map(pointsValue).join(', ')}]`,
      imageList(line.newlyBroken),
      imageList(line.newlyRobust),
      pValueText(line.adjustedPValue),
    ]),
  });
}

const mostImages = 200;

/** Their number, and their ids on demand. */
function imageList(images: readonly number[]): Markup {
  if (images.length === 0) return html`0`;
  const more = images.length > mostImages ? `, and ${count(images.length - mostImages)} more` : '';
  return html`<details class="ids"><summary>${count(images.length)}</summary>images ${images.slice(0, mostImages).join(', ')}${more}</details>`;
}

/** Cells that could not be computed; null without any. */
export function failureSection({ failures }: Summary): Markup | null {
  if (failures.length === 0) return null;
  return html`<section id="failures"><h2>Failed cells</h2>${failures.map(
    ({
      model,
      attack,
      images,
      lines,
    }) => html`<div class="card"><h3>${name(model)} under ${name(attack)}, ${images}</h3>
<pre tabindex="0">${verbatim(lines.join('\n'))}</pre></div>
`,
  )}</section>
`;
}
