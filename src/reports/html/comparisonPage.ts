import {
  type ComparisonLine,
  type ComparisonSummary,
  correctionText,
  verdictCounts,
} from '../summary/comparisonSummary.js';
import type { Summary } from '../summary/summary.js';
import { count, percent, pointsValue, pValueText } from '../text/numberText.js';
import { dataTable } from './dataTable.js';
import { html, type Markup, name } from './markup.js';

const verdictTones = { regressed: 'bad', improved: 'good', inconclusive: 'odd', 'within noise': 'quiet' } as const;

/** The comparison with the baseline; null if there was none. Rows within noise are collapsed. */
export function comparisonPage({ comparison }: Summary): Markup | null {
  if (!comparison) return null;
  return html`<section id="comparison"><h2>Comparison with the baseline</h2>
${comparisonBody(comparison)}</section>
`;
}

/** What was compared how, notes, and the rows. */
export function comparisonBody(comparison: ComparisonSummary): Markup {
  const changed = comparison.lines.filter(({ verdict }) => verdict !== 'within noise');
  const noise = comparison.lines.filter(({ verdict }) => verdict === 'within noise');
  return html`<p class="lead">${name(comparison.baseline)}: ${verdictCounts(comparison)}. Image by image; exact McNemar test; ${correctionText(comparison)}.</p>
${comparison.notes.length > 0 ? html`<ul class="notes">${comparison.notes.map((note) => html`<li>${note}</li>`)}</ul>` : null}
${changed.length > 0 ? html`<div class="card">${linesTable(changed, 'Points that differ')}</div>` : null}
${
  noise.length > 0
    ? html`<details class="card"><summary>${count(noise.length)} within noise</summary>${linesTable(noise, 'Points within noise')}</details>`
    : null
}`;
}

function linesTable(lines: readonly ComparisonLine[], caption: string): Markup {
  return dataTable({
    caption,
    isCaptionHidden: true,
    head: ['Model', 'Point', 'Verdict', 'Accuracy', 'Points', 'Newly broken', 'Newly robust', 'p (Holm)'],
    words: 3,
    rows: lines.map((line) => [
      name(line.model),
      line.where,
      html`<span class="tag ${verdictTones[line.verdict]}">${line.verdict}</span>${provableText(line)}`,
      `${percent(line.baselineAccuracy)} → ${percent(line.accuracy)}`,
      `${pointsValue(line.difference)} [${line.differenceInterval.map(pointsValue).join(', ')}]`,
      imageList(line.newlyBroken),
      imageList(line.newlyRobust),
      pValueText(line.adjustedPValue),
    ]),
  });
}

/** What an inconclusive comparison could have detected. */
function provableText({ verdict, provableDrop, images }: ComparisonLine): Markup | null {
  if (verdict !== 'inconclusive' || provableDrop === undefined) return null;
  const fall = provableDrop === null ? 'no fall' : `no fall below ${(100 * provableDrop).toFixed(1)} points`;
  return html`<br><small>${fall} can be proved on ${count(images)} images</small>`;
}

const mostImages = 200;

/** Their number, and their ids on demand. */
function imageList(images: readonly number[]): Markup {
  if (images.length === 0) return html`0`;
  const more = images.length > mostImages ? `, and ${count(images.length - mostImages)} more` : '';
  return html`<details class="ids"><summary>${count(images.length)}</summary>images ${images.slice(0, mostImages).join(', ')}${more}</details>`;
}
