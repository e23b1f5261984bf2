import { drawChartSvg } from '../reports/charts/drawChartSvg.js';
import { dataTable } from '../reports/html/dataTable.js';
import { html, type Markup, styleSheet } from '../reports/html/markup.js';
import { pageStyle } from '../reports/html/pageAssets.js';
import { themedDrawing } from '../reports/html/themedDrawing.js';
import { alexNet, arrayRunTime, balancedTiles, exampleNetwork } from './arrayRunTime.js';
import { drawTilings, exampleTilings } from './drawTilings.js';
import type { PaperClaim } from './paperClaims.js';
import type { PaperTable } from './paperTables.js';
import { runTimeFigure } from './runTimeFigure.js';
import { type SeriesFigure, seriesChart } from './seriesChart.js';
import { regularizerFigure } from './theoryFigures.js';
import { theorySweep } from './theorySweep.js';

/** The complete page: claims, tables, and the figures that need no training; one self-contained file. */
export function paperPage(claims: readonly PaperClaim[], tables: readonly PaperTable[]): string {
  const [tilings, tiles] = [exampleTilings({ size: 12, tiles: 4, seed: 1 }), balancedTiles(alexNet)];
  const charts = [
    chart('Figure 1: the example network', runTimeFigure('Example network', arrayRunTime(exampleNetwork, [16, 4, 1]))),
    chart('AlexNet', runTimeFigure('AlexNet', arrayRunTime(alexNet, tiles))),
    chart('The regulariser of random tiles', regularizerFigure(theorySweep(1))),
  ];
  const claimTable: PaperTable = {
    title: 'Claims of the paper',
    head: ['claim', 'paper', 'here', 'verdict'],
    rows: claims.map(({ claim, paper, here, verdict }) => [claim, paper, here, verdict]),
  };
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>The paper, measured</title><style>${styleSheet(pageStyle())} main{max-width:75rem;margin:0 auto;padding:1rem} img{max-width:100%}</style></head>
<body><main><h1>The paper, measured</h1>
<p>Errors with 95 % Wilson intervals over the test images; the error on the training images in brackets. "open" means that something has not been trained or run yet.</p>
${[claimTable, ...tables].map(section)}
<section><h2>Figures that need no training</h2><div class="figures">${charts}</div></section>
${picture('Figure 2: tiling schemes', drawTilings(tilings, 12))}
</main></body></html>
`;
  return page.text;
}

function section({ title, head, rows }: PaperTable): Markup {
  return html`<section><h2>${title}</h2>${dataTable({ caption: title, head, rows, words: head.length, isCaptionHidden: true, isPlain: true })}</section>
`;
}

function chart(title: string, figure: SeriesFigure): Markup {
  const { name, subtitle, description, bars, table, configure } = seriesChart(figure);
  const drawn = themedDrawing(drawChartSvg({ bars, configure }), `${name}-${figure.title.replace(/\W+/g, '-')}`);
  return html`<figure class="card"><figcaption><h3>${title}</h3><p>${subtitle}</p></figcaption><div class="drawn" role="img" aria-label="${description}">${drawn}</div>
<details><summary>Figures</summary>${dataTable({ caption: title, head: table.head, rows: table.rows, isCaptionHidden: true, isPlain: true })}</details></figure>
`;
}

function picture(title: string, png: Buffer): Markup {
  return html`<section><h2>${title}</h2><img alt="${title}" src="data:image/png;base64,${png.toString('base64')}"></section>
`;
}
