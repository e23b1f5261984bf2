import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import type { Section } from '../section.js';
import type { CurvePoint } from '../summary/curves.js';
import type { Summary } from '../summary/summary.js';
import { decibels, epsilonText, pointsValue } from '../text/numberText.js';
import { rateWithCounts } from '../text/rate.js';

/** Every point of every curve, collapsed by attack. */
export const pointSection: Section = { id: 'points', title: 'All points', page };

function page({ attacks, models }: Summary): Markup {
  return html`<section id="points"><h2>All points</h2>
${attacks.map(
  ({ title, curves }) => html`<details class="card"><summary>${title}</summary>
${dataTable({
  caption: `Points under ${title}, with 95 % intervals in brackets`,
  head: ['Model', 'Point', 'SNR reached', 'Epsilon', 'Accuracy', 'Relative accuracy', 'Drop in points'],
  words: 2,
  rows: curves.flatMap(({ model, points }) =>
    points.map((point) => [name(models[model]!.label), ...pointCells(point)]),
  ),
})}</details>
`,
)}</section>
`;
}

function pointCells({ label, measuredSnrDb, epsilon, accuracy, relative, drop }: CurvePoint): string[] {
  const [low, high] = drop.interval;
  return [
    label,
    measuredSnrDb === null ? '–' : decibels(measuredSnrDb),
    epsilonText(epsilon),
    rateWithCounts(accuracy),
    rateWithCounts(relative),
    `${pointsValue(drop.value)} [${pointsValue(low)}, ${pointsValue(high)}]`,
  ];
}
