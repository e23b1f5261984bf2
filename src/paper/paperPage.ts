import type { Results } from '../contract/result.js';
import type { TiledKernels } from '../contract/tiledKernels.js';
import { spreadImages } from '../contract/tileSpread.js';
import type { Chart } from '../reports/charts/chart.js';
import { chartsOf } from '../reports/charts/chartsOf.js';
import { drawChartSvg } from '../reports/charts/drawChartSvg.js';
import { dataTable } from '../reports/html/dataTable.js';
import { html, type Markup, styleSheet } from '../reports/html/markup.js';
import { pageStyle } from '../reports/html/pageAssets.js';
import { themedDrawing } from '../reports/html/themedDrawing.js';
import { summarise } from '../reports/summary/summarise.js';
import { alexNet, arrayRunTime, balancedTiles, exampleNetwork } from './arrayRunTime.js';
import { drawFilters } from './drawFilters.js';
import { type DrawnTiling, drawTilings, exampleTilings } from './drawTilings.js';
import type { Measured, PaperClaim } from './paperClaims.js';
import { type PaperRecords, type PaperSuite, suiteFile } from './paperRecords.js';
import {
  controlTable,
  diversityTable,
  networkLabel,
  type PaperTable,
  poolings,
  reductionTable,
  robustnessTable,
  schemeLabels,
  trainingTables,
} from './paperTables.js';
import { runTimeFigure } from './runTimeFigure.js';
import { type SeriesFigure, seriesChart } from './seriesChart.js';
import { type ModelSimilarity, similarityFigure } from './similarityFigure.js';
import { confidenceFigure, regularizerFigure } from './theoryFigures.js';
import { theorySweep } from './theorySweep.js';

/** What the page shows. */
export interface PageContent {
  readonly records: PaperRecords;
  readonly measured: Measured;
  readonly claims: readonly PaperClaim[];
  /** Kernels of the first layer of networks whose filters are drawn, by the name of their recipes. */
  readonly filters: ReadonlyMap<string, TiledKernels>;
}

/** Every table that is filled by trainings, runs and models: those of the page, and of the docs. */
export function paperTables({ records, measured }: Pick<PageContent, 'records' | 'measured'>): PaperTable[] {
  return [
    ...trainingTables(records),
    reductionTable(records),
    diversityTable(records, measured.similarities),
    controlTable(records),
    robustnessTable(records),
  ];
}

/** The complete page: claims, tables and figures; one self-contained file. */
export function paperPage(content: PageContent): string {
  const { records, measured, claims, filters } = content;
  const [tilings, tiles] = [exampleTilings({ size: 12, tiles: 4, seed: 1 }), balancedTiles(alexNet)];
  const claimTable: PaperTable = {
    title: 'Claims of the paper, and a question it leaves open',
    // On a phone only the first columns are seen: half of "does not hold" would say the opposite.
    head: ['claim', 'verdict', 'paper', 'here', 'possible reason'],
    rows: claims.map(({ claim, paper, here, verdict, why }) => [claim, verdict, paper, here, why ?? '']),
  };
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>The paper, measured</title><style>${styleSheet(pageStyle())} main{max-width:75rem;margin:0 auto;padding:1rem} img{max-width:100%} .figures+p,.figures+.figures{margin-top:1rem} .tilings{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-end} .tilings figure{margin:0;width:9rem} .tilings figcaption{font-size:.85rem;margin-bottom:.25rem}</style></head>
<body><main><h1>The paper, measured</h1>
<p>Errors with 95 % Wilson intervals over the test images; the error on the training images in brackets. Gaps are one minus relative accuracy, at 33 dB with SNR relative to centered images. "open" means that something has not been trained or run yet. Claims are judged by the measured values; a reduction of the gap holds if its interval reaches the paper's.</p>
${records.leftOut.map((note) => html`<p>${note}</p>`)}
${section(claimTable)}
<section><h2>Figure 1: run time on analog arrays</h2><div class="figures">${[
    chart('The example network', runTimeFigure('Example network', arrayRunTime(exampleNetwork, [16, 4, 1]))),
    chart('AlexNet', runTimeFigure('AlexNet', arrayRunTime(alexNet, tiles))),
  ]}</div></section>
<section><h2>Figure 2: tiling schemes</h2><div class="tilings">${tilings.map(tilingDrawing)}</div></section>
${similaritySection(measured.similarities, filters)}
${robustnessSection(records)}
<section><h2>Theory: implicit regularisation</h2><div class="figures">${[
    chart('The regulariser of random tiles', regularizerFigure(theorySweep(1))),
    ...confidenceCharts(measured.spreads),
  ]}</div></section>
${paperTables(content).map(section)}
</main></body></html>
`;
  return page.text;
}

function section({ title, head, rows }: PaperTable): Markup {
  return html`<section><h2>${title}</h2>${dataTable({ caption: title, head, rows, words: head.length, isCaptionHidden: true, isPlain: true })}</section>
`;
}

/** The labels of networks in the order of the paper's tables. */
const labels: Readonly<Record<'schemes' | 'poolings', readonly string[]>> = { schemes: schemeLabels, poolings };

function similaritySection(similarities: readonly ModelSimilarity[], filters: PageContent['filters']): Markup {
  const groups = [
    ['schemes', 'tiling schemes, max pooling', /^paper\/table1\/(?!none|perforated|enlarged)/],
    ['poolings', 'pooling methods, random tiling', /^paper\/(table1\/random|table2\/.*-random)$/],
  ] as const;
  const charts = groups.flatMap(([group, what, pattern]) => {
    const rows = similarities
      .filter(({ model }) => pattern.test(model))
      .map((row) => ({ ...row, model: networkLabel(row.model, group) }))
      .sort((one, other) => labels[group].indexOf(one.model) - labels[group].indexOf(other.model));
    const figure = similarityFigure(rows, `Similarity of the filters of different tiles: ${what}`);
    return rows.length === 0 ? [] : [chart(figure.title, { ...figure, name: `similarity-${group}` })];
  });
  const drawings = [...filters].map(([name, kernels]) =>
    filterDrawing(`Filters of the first layer, ${filterLabel(name)}`, kernels),
  );
  const missing = html`<p>No tiled network has been trained yet.</p>`;
  return html`<section><h2>Figure 3: filter similarity</h2><div class="figures">${charts.length === 0 ? missing : charts}${drawings}</div></section>
`;
}

function filterLabel(name: string): string {
  return name.includes('/table1/')
    ? `max pooling, ${networkLabel(name, 'schemes')}`
    : `${networkLabel(name, 'poolings')} pooling, random`;
}

function filterDrawing(title: string, kernels: TiledKernels): Markup {
  const png = drawFilters(kernels, { zoom: 3 }).toString('base64');
  return html`<figure class="card"><figcaption><h3>${title}</h3><p>One row per output channel, one column per tile; each filter is scaled by its largest weight.</p></figcaption><img alt="${title}" src="data:image/png;base64,${png}"></figure>
`;
}

function robustnessSection({ results }: PaperRecords): Markup {
  const shown = (['cifar10-figure4', 'paper-comparators'] as const).map((suite) => {
    const found = results.get(suite);
    return found === undefined
      ? html`<p>${suite}: not run yet (<code>npm run eval ${suiteFile(suite)}</code>).</p>`
      : html`<div class="figures">${robustnessCharts(suite, found)}</div>`;
  });
  return html`<section><h2>Figure 4: robustness under FGSM, and comparators</h2>${shown}</section>
`;
}

/** The curves and gaps under the attack whose SNR is relative to centered images, with one draw. */
function robustnessCharts(suite: PaperSuite, results: Results): Markup[] {
  const summary = summarise(results);
  const attack = summary.attacks.find(({ id }) => /^fgsm(-centered)?$/.test(id));
  if (attack === undefined) return [];
  const label = suite === 'cifar10-figure4' ? 'Networks trained in stages' : '24 epochs from scratch';
  return chartsOf(summary, attack).map((one) => drawn(`${label}: ${one.title}`, one, suite));
}

function confidenceCharts(spreads: Measured['spreads']): Markup[] {
  const models = [...spreads].map(([name, points]) => ({
    model: name.split('/').slice(-2).join(', '),
    images: spreadImages,
    points,
  }));
  if (models.length === 0)
    return [
      html`<p>Confidence as tiles differ more: not measured; it needs the shipped models and the test images of CIFAR-10.</p>`,
    ];
  return [chart('Confidence as the tiles differ more', confidenceFigure(models))];
}

function chart(title: string, figure: SeriesFigure): Markup {
  return drawn(title, seriesChart(figure), figure.title.replace(/\W+/g, '-'));
}

function drawn(title: string, { name, subtitle, description, bars, table, configure }: Chart, of: string): Markup {
  const drawing = themedDrawing(drawChartSvg({ bars, configure }), `${name}-${of}`);
  return html`<figure class="card"><figcaption><h3>${title}</h3><p>${subtitle}</p></figcaption><div class="drawn" role="img" aria-label="${description}">${drawing}</div>
<details><summary>Figures</summary>${dataTable({ caption: title, head: table.head, rows: table.rows, isCaptionHidden: true, isPlain: true })}</details></figure>
`;
}

/** One assignment of 4 tiles on 12 x 12 outputs. */
function tilingDrawing(tiling: DrawnTiling): Markup {
  const label = `${networkLabel(tiling.scheme, 'schemes')}${tiling.draw === 0 ? '' : ', next image'}`;
  const png = drawTilings([tiling], 12, 'without names').toString('base64');
  return html`<figure><figcaption>${label}</figcaption><img alt="Assignment of outputs to tiles: ${label}" src="data:image/png;base64,${png}"></figure>
`;
}
