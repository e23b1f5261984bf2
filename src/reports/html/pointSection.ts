import type { CurvePoint } from '../curves.js';
import { decibels, epsilonText, pointsValue } from '../numberText.js';
import { rateWithCounts } from '../rate.js';
import type { Summary } from '../summary.js';
import { dataTable } from './dataTable.js';
import { html, type Markup, name } from './markup.js';

/** Every point of every curve, folded by attack. */
export function pointSection({ attacks, models }: Summary): Markup {
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
