import type { Results } from '../../contract/result.js';
import { drawChartSvg } from '../charts/drawChartSvg.js';
import { comparisonBody } from '../html/comparisonPage.js';
import { dataTable } from '../html/dataTable.js';
import { commonKeys } from '../html/keysDialog.js';
import { html, type Markup, name } from '../html/markup.js';
import { pageProgram } from '../html/pageAssets.js';
import { pageFrame } from '../html/pageFrame.js';
import { themedDrawing } from '../html/themedDrawing.js';
import { verdictBox } from '../html/verdictBox.js';
import { type ComparisonSummary, comparisonSummary, verdictCounts } from '../summary/comparisonSummary.js';
import { summarise } from '../summary/summarise.js';
import { count, counted, pointsValue } from '../text/numberText.js';
import { printable } from '../text/printable.js';
import { type BrokenImage, brokenImages } from './brokenImages.js';
import { changeMatrix, type MatrixCell } from './changeMatrix.js';
import { compareChart } from './compareChart.js';
import { pixelStore } from './pixelStore.js';

/** A run and its name, such as its folder. */
export interface NamedRun {
  readonly name: string;
  readonly results: Results;
}

/** Charts of one run: those of the attacks with the largest changes. */
const mostCharts = 6;
const mostImages = 60;

/**
 * A page that compares runs with the first one, image by image. The results of `runs` hold the comparison with `baseline` in their
 * verdicts.
 */
export function comparePage(baseline: NamedRun, runs: readonly NamedRun[]): string {
  const store = pixelStore();
  const compared = runs.map((run, index) => ({ run, index, summary: comparisonSummary(run.results)! }));
  const failed = compared.filter(({ summary }) => summary.status === 'fail');
  const { suite } = baseline.results;
  const sections = compared.map((own) => runSection(baseline, own, store));
  const isPass = failed.length === 0;
  return pageFrame({
    title: `${printable(suite.name)}: comparison of ${runs.length + 1} runs`,
    skip: 'Skip to the comparison',
    data: { pixels: store.pixels() },
    keys: commonKeys,
    libraries: [],
    program: pageProgram('plain'),
    body: html`${header(baseline, runs.length + 1)}
${verdictBox(isPass ? 'pass' : 'fail', {
  headline: headlineOf(baseline, compared),
  lines: compared.map(
    ({ run, index, summary }) =>
      html`<li><a href="#run-${index + 1}">${printable(run.name)}</a> <small>${verdictCounts(summary)}</small></li>`,
  ),
})}
<main id="main">
${runsTable(baseline, runs)}
${sections}
</main>`,
  });
}

/** What regressed, and what the images cannot decide. */
function headlineOf(baseline: NamedRun, compared: readonly { readonly summary: ComparisonSummary }[]): string {
  const runs = compared.length;
  const failed = compared.filter(({ summary }) => summary.status === 'fail').length;
  const none = runs === 1 ? 'Nothing' : 'No run';
  const some = runs === 1 ? 'The run' : `${failed} of ${runs} runs`;
  const told = `${failed === 0 ? none : some} regressed against ${printable(baseline.name)}.`;
  const undecided = compared.reduce((sum, { summary }) => sum + summary.counts.inconclusive, 0);
  if (undecided === 0) return told;
  const open = counted(undecided, 'comparison is', 'comparisons are');
  return `${told} ${open} undecided: the images show neither a drop nor its absence.`;
}

function header({ results: { suite, dataset, models, attacks } }: NamedRun, runs: number): Markup {
  const facts = [
    `${dataset.name} ${dataset.split}`,
    counted(models.length, 'model'),
    counted(attacks.length, 'attack'),
    `${count(runs)} runs`,
  ];
  return html`<header class="title"><p class="kicker">Comparison of runs</p><h1>${name(printable(suite.name))}</h1>
<ul class="facts">${facts.map((fact) => html`<li>${printable(fact)}</li>`)}</ul></header>
`;
}

function runsTable(baseline: NamedRun, runs: readonly NamedRun[]): Markup {
  const rows = [baseline, ...runs].map(({ name: own, results: { environment, models } }, index) => {
    const changed = models.filter(({ id, sha256 }) => {
      return baseline.results.models.find((model) => model.id === id)?.sha256 !== sha256;
    });
    return [
      name(printable(own)),
      index === 0 ? 'compared with' : 'judged',
      environment.date.slice(0, 10),
      environment.git === null
        ? '–'
        : `${environment.git.commit.slice(0, 8)}${environment.git.dirty ? ' changed' : ''}`,
      `${environment.backend} (${environment.simd})`,
      index === 0 ? '–' : environment.numerics === baseline.results.environment.numerics ? 'same' : 'changed',
      index === 0 ? '–' : changed.length === 0 ? 'same' : changed.map(({ label }) => printable(label)).join(', '),
    ];
  });
  return html`<section id="runs"><h2>Runs</h2><div class="card">${dataTable({
    caption: 'The compared runs',
    isCaptionHidden: true,
    head: ['Run', 'Role', 'Date', 'Commit', 'Backend', 'Computing code', 'Weights'],
    words: 7,
    rows,
  })}</div></section>
`;
}

function runSection(
  baseline: NamedRun,
  { run, index, summary }: { readonly run: NamedRun; readonly index: number; readonly summary: ComparisonSummary },
  store: ReturnType<typeof pixelStore>,
): Markup {
  const models = run.results.models.map(({ label }) => printable(label));
  return html`<section id="run-${index + 1}"><h2>${name(printable(run.name))}</h2>
${matrixCard(summary, models)}
${charts(baseline, run, { summary, index })}
${comparisonBody(summary)}
${pictures(brokenImages(baseline.results, run.results), store)}</section>
`;
}

function matrixCard(summary: ComparisonSummary, models: readonly string[]): Markup {
  const { attacks, rows } = changeMatrix(summary, models);
  return html`<div class="card">${dataTable({
    caption: 'Largest proved change in points of accuracy, by model and attack',
    head: ['Model', ...attacks.map((attack) => attack ?? 'No attack')],
    rows: rows.map(({ model, cells }) => [name(model), ...cells.map(cellText)]),
  })}</div>
`;
}

function cellText(cell: MatrixCell | null): Markup | string {
  if (cell === null) return '–';
  const { line, regressed, improved, inconclusive } = cell;
  if (line === null) return inconclusive > 0 ? html`<span class="tag odd">inconclusive</span>` : 'within noise';
  const tone = line.verdict === 'regressed' ? 'bad' : 'good';
  const others = [regressed > 0 ? `${regressed} regressed` : '', improved > 0 ? `${improved} improved` : ''];
  return html`<strong class="${tone}">${pointsValue(line.difference)}</strong> <small>at ${line.point}; ${others.filter(Boolean).join(', ')}</small>`;
}

function charts(
  baseline: NamedRun,
  run: NamedRun,
  { summary, index }: { readonly summary: ComparisonSummary; readonly index: number },
): Markup | null {
  const changed = summary.lines
    .filter(({ verdict, attack }) => attack !== null && (verdict === 'regressed' || verdict === 'improved'))
    .toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  const attacks = [...new Set(changed.map(({ attack }) => attack!))];
  if (attacks.length === 0) return null;
  const [before, after] = [summarise(baseline.results), summarise(run.results)];
  const drawn = attacks.slice(0, mostCharts).flatMap((attack) => {
    const models = [...new Set(changed.filter((line) => line.attack === attack).map(({ model }) => model))];
    return compareChart(before, after, { attack, models }) ?? [];
  });
  if (drawn.length === 0) return null;
  return html`<div class="figures">${drawn.map(
    (chart, place) =>
      html`<figure class="card"><figcaption><h3>${chart.title}</h3><p>${chart.subtitle}</p></figcaption><div class="drawn" role="img" aria-label="${chart.description} Its figures are in the tables of this section.">${themedDrawing(drawChartSvg(chart), `${index}-${place}`)}</div></figure>`,
  )}</div>
${attacks.length > mostCharts ? html`<p class="quiet">${count(attacks.length - mostCharts)} more attacks with changes are in the tables.</p>` : null}
`;
}

function pictures(images: readonly BrokenImage[], store: ReturnType<typeof pixelStore>): Markup | null {
  if (images.length === 0) return null;
  const shown = images.slice(0, mostImages);
  return html`<h3>Newly broken images</h3>
<p class="lead">Of the images whose pictures the runs keep: clean, attacked in the first run, attacked in this run.</p>
<ul class="pictures still">${shown.map(
    ({ model, attack, point, image, truth, before, after, names }) => html`<li><span class="pair">${[
      store.canvas(after.cleanPixels, after.shape, `image ${image}, clean`),
      before === null
        ? null
        : store.canvas(before.adversarialPixels, before.shape, `image ${image}, attacked, first run`),
      store.canvas(after.adversarialPixels, after.shape, `image ${image}, attacked, this run`),
    ]}</span><strong>${name(truth)}</strong> <span>${names[0] === null ? null : html`${name(names[0])} → `}<s class="bad">${name(names[1])}</s></span>
<small>${name(model)}, ${attack} at ${point}, image ${image}</small></li>`,
  )}</ul>
${images.length > mostImages ? html`<p class="quiet">${count(images.length - mostImages)} more are in the tables.</p>` : null}
`;
}
