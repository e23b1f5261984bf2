import type { Chart } from '../charts/chart.js';
import { drawChartSvg } from '../charts/drawChartSvg.js';
import { onePointChart } from '../charts/onePointChart.js';
import { worstChart } from '../charts/worstChart.js';
import type { ModelRow } from '../summary/modelRows.js';
import type { Summary } from '../summary/summary.js';
import { decibels } from '../text/numberText.js';
import { type Rate, rateText } from '../text/rate.js';
import { dataTable } from './dataTable.js';
import { drawing, html, type Markup, name } from './markup.js';
import { swatch } from './swatch.js';

/** The main chart, all models in the worst case, and their key figures; null if nothing was computed. */
export function overview(summary: Summary): Markup | null {
  const { worst, dataset } = summary;
  const models = worst?.curves.map(({ model }) => summary.models[model]!) ?? [];
  if (!worst) return null;
  const dots = onePointChart(summary);
  if (dots !== null) return dotOverview(summary, dots);
  const drawn = worstChart(summary);
  const point = keyPoint(summary);
  const all = point === null ? null : allAttacksAt(summary, point);
  const under = worst.attacks.length === 1 ? worst.attacks[0]! : `the worst of ${worst.attacks.length} attacks`;
  return html`<section id="overview" class="overview" aria-label="Overview">
<figure class="card"><figcaption><h2>Relative accuracy under ${under}</h2>
<p>${dataset.name} ${dataset.split}${worst.attacks.length > 1 ? `; for each image the attack with the fewest hits: ${worst.attacks.join(', ')}` : ''}; bands: 95 % intervals${all ? `. The key figures are the worst of all ${all.attacks} attacks at ${point}` : ''}</p></figcaption>
${legendLine(models)}
<div class="canvas"><canvas data-part="overview" role="img" aria-label="Line chart: relative accuracy of ${worst.curves.length} models under ${under}. Its figures are in the table beside it and under Curves."></canvas></div>${drawn ? html`<div class="paper single">${drawing(drawChartSvg(drawn), 'worst')}</div>` : null}</figure>
<div class="card">${keyTable(summary, under)}</div>
</section>
`;
}

/** The chart of a suite whose attacks have one strength each. */
function dotOverview(summary: Summary, dots: Chart): Markup {
  const { worst, models } = summary;
  const under = worst!.attacks.length === 1 ? worst!.attacks[0]! : `the worst of ${worst!.attacks.length} attacks`;
  return html`<section id="overview" class="overview" aria-label="Overview">
<figure class="card"><figcaption><h2>${dots.title}</h2>
<p>${dots.subtitle}</p></figcaption>
${legendLine(models)}
<div class="canvas" style="height:${76 + 46 * dots.bars!}px"><canvas data-chart="${dots.name}" role="img" aria-label="${dots.description} Its figures are in the table beside it and under Curves."></canvas></div><div class="paper single">${drawing(drawChartSvg(dots), 'worst')}</div></figure>
<div class="card">${keyTable(summary, under)}</div>
</section>
`;
}

function legendLine(models: readonly Pick<ModelRow, 'style' | 'label'>[]): Markup {
  return html`<div class="legend-line">${models.map(({ style, label }) => html`<span class="model">${swatch(style)}${name(label)}</span>`)}</div>`;
}

function keyTable(summary: Summary, under: string): Markup {
  const { worst, models, reference } = summary;
  const point = keyPoint(summary);
  const all = point === null ? null : allAttacksAt(summary, point);
  const shown = all === null ? under : `the worst of all ${all.attacks} attacks`;
  const withGaps = summary.attacks.filter(({ gaps }) => gaps.length > 0);
  const first = withGaps.find(({ entersWorstCase }) => entersWorstCase) ?? withGaps[0];
  return dataTable({
    caption: `Key figures${point ? ` under ${shown} at ${point}` : ''}${first && reference ? `; gap reduction under ${first.title} at ${decibels(reference.snrDb)}` : ''}; 95 % intervals in brackets`,
    head: [
      'Model',
      'Clean accuracy',
      ...(point ? ['Relative accuracy'] : []),
      ...(first && reference ? ['Gap reduction'] : []),
    ],
    isPlain: true,
    rows: models.map(({ label, style, clean }, model) => {
      const curve = worst!.curves.find((candidate) => candidate.model === model);
      const gap = first?.gaps.find((candidate) => candidate.model === model);
      return [
        html`<span class="model">${swatch(style)}${name(label)}</span>`,
        stacked(clean),
        ...(point
          ? [
              stacked(
                all === null
                  ? (curve?.points.find(({ label: own }) => own === point)?.relative ?? null)
                  : all.relative(model),
              ),
            ]
          : []),
        ...(first && reference
          ? [
              gap?.isReference
                ? html`<span class="quiet">reference</span>`
                : gap?.reduction === null || gap === undefined
                  ? '–'
                  : stacked({
                      value: gap.reduction,
                      interval: gap.reductionInterval ?? [gap.reduction, gap.reduction],
                    }),
            ]
          : []),
      ];
    }),
  });
}

/** The worst case at a point over every attack of that strength; null if the curves show all of them. */
function allAttacksAt({ worst, worstTables }: Summary, point: string) {
  const table = worstTables.find(({ axis }) => axis === worst!.axis);
  const found = (table?.curves ?? []).map(({ model, points }) => ({
    model,
    at: points.find(({ label }) => label === point),
  }));
  const attacks = Math.max(0, ...found.map(({ at }) => at?.attacks ?? 0));
  if (attacks <= worst!.attacks.length) return null;
  return { attacks, relative: (model: number) => found.find((own) => own.model === model)?.at?.relative ?? null };
}

/** The point of the key figures: nearest to the reference, else the one where the models differ most. */
function keyPoint({ worst, reference }: Summary): string | null {
  const points = worst!.curves[0]!.points;
  if (points.length === 0) return null;
  if (worst!.sweep === 'snrDb' && reference) {
    return points.toSorted((a, b) => Math.abs(a.value - reference.snrDb) - Math.abs(b.value - reference.snrDb))[0]!
      .label;
  }
  const spread = (label: string) => {
    const values = worst!.curves.map(
      (curve) => curve.points.find((point) => point.label === label)?.relative?.value ?? 0,
    );
    return Math.max(...values) - Math.min(...values);
  };
  return points.toSorted((a, b) => spread(b.label) - spread(a.label))[0]!.label;
}

/** The value above its interval. */
function stacked(rate: Pick<Rate, 'value' | 'interval'> | null): Markup {
  const [value, interval] = rateText(rate as Rate | null).split(/ (?=\[)/);
  return html`<strong>${value!}</strong>${interval === undefined ? null : html` <small>${interval}</small>`}`;
}
