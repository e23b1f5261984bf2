import type { Interval, Proportion, Results, ResultWorst } from '../../contract/result.js';
import type { AttackSpec } from '../../contract/suite.js';
import { worstLabel } from '../../metrics/worstLabel.js';
import { drawBars, type ShareBar } from '../charts/drawBars.js';
import { attackSentences, attackTitle } from '../describeAttack.js';
import { dataTable } from '../html/dataTable.js';
import { commonKeys } from '../html/keysDialog.js';
import { html, type Markup, name } from '../html/markup.js';
import { pageProgram } from '../html/pageAssets.js';
import { pageFrame } from '../html/pageFrame.js';
import { themedDrawing } from '../html/themedDrawing.js';
import { counted, percent, percentWithInterval, pointsValue, pValueText } from '../text/numberText.js';
import { printable } from '../text/printable.js';

/** A ranking of models (`gate/leaderboard`). */
export interface RankedModels {
  readonly threat: Pick<ResultWorst, 'axis' | 'bound' | 'value'>;
  readonly images: number;
  readonly dataset: Pick<Results['dataset'], 'name' | 'split'>;
  readonly attacks: readonly { readonly attack: AttackSpec; readonly isShared: boolean }[];
  readonly entries: readonly {
    readonly run: string;
    readonly model: Pick<Results['models'][number], 'label' | 'id' | 'sha256' | 'stochastic'>;
    readonly place: number;
    readonly clean: Proportion;
    readonly attacks: readonly (Proportion | null)[];
    readonly worst: Proportion;
  }[];
  readonly pairs: readonly {
    readonly first: number;
    readonly second: number;
    readonly difference: number;
    readonly interval: Interval;
    readonly adjustedPValue: number;
  }[];
  readonly notes: readonly string[];
}

/** Labels of the models; those that occur twice with their run. */
function labelsOf({ entries }: RankedModels): string[] {
  const counts = new Map<string, number>();
  for (const { model } of entries) counts.set(model.label, 1 + (counts.get(model.label) ?? 0));
  return entries.map(({ model, run }) =>
    printable(counts.get(model.label)! > 1 ? `${model.label} (${run})` : model.label),
  );
}

/** The strength and the images in words. */
export function boardTitle({ threat, images, dataset, attacks }: RankedModels): string {
  const shared = attacks.filter(({ isShared }) => isShared).length;
  const norm = threat.axis === 'epsilon' ? ` ${threat.bound}` : '';
  const what = shared === 1 ? 'Accuracy under one attack' : `Worst case of ${shared} attacks`;
  return printable(
    `${what} at ${worstLabel(threat)}${norm}, ${dataset.name} ${dataset.split}, ${counted(images, 'image')}`,
  );
}

/** How places are given. */
export const placeSentence =
  'A place is 1 + the number of models that are better by an exact McNemar test on the same images (5\u00a0%, Holm over all pairs): models with one place cannot be told apart.';

/** A page that ranks the models of many runs. */
export function leaderboardPage(board: RankedModels): string {
  const runs = new Set(board.entries.map(({ run }) => run)).size;
  const facts = [
    `${board.dataset.name} ${board.dataset.split}`,
    counted(board.images, 'image'),
    counted(board.entries.length, 'model'),
    counted(runs, 'run'),
  ];
  return pageFrame({
    title: `Leaderboard: ${boardTitle(board)}`,
    skip: 'Skip to the ranking',
    data: { pixels: [] },
    keys: commonKeys,
    libraries: [],
    program: pageProgram('plain'),
    body: html`<header class="title"><p class="kicker">Adversarial robustness</p><h1>Leaderboard</h1>
<ul class="facts">${facts.map((fact) => html`<li>${printable(fact)}</li>`)}</ul></header>
<main id="main">
<section id="ranking"><h2>${boardTitle(board)}</h2>
<p class="lead">${placeSentence}</p>
${board.notes.length > 0 ? html`<ul class="notes">${board.notes.map((note) => html`<li>${printable(note)}</li>`)}</ul>` : null}
<div class="card">${rankingTable(board)}</div>
<figure class="card"><figcaption><h3>Accuracy in the worst case</h3><p>bars: 95 % intervals</p></figcaption><div class="drawn" role="img" aria-label="Bar chart of the worst cases; its figures are in the table above.">${themedDrawing(drawBars(barsOf(board)), 'worst')}</div></figure></section>
<section id="pairs"><h2>Pairs</h2>
<p class="lead">Differences in the worst case, paired by image, with 95 % intervals; p-values with Holm’s correction over all pairs.</p>
<div class="card">${pairsTable(board)}</div></section>
<section id="attacks"><h2>Attacks</h2>${attackNotes(board)}</section>
</main>`,
  });
}

function barsOf(board: RankedModels): ShareBar[] {
  const labels = labelsOf(board);
  return board.entries.map(({ worst: { hits, total, interval } }, index) => ({
    ...{ label: labels[index]!, index },
    ...{ value: hits / total, interval },
  }));
}

function rate(own: Proportion | null): string {
  return own === null ? '–' : percentWithInterval(own.hits / own.total, own.interval);
}

function rankingTable(board: RankedModels): Markup {
  const several = new Set(board.entries.map(({ run }) => run)).size > 1;
  return dataTable({
    caption: `${boardTitle(board)}; 95 % intervals in brackets`,
    head: [
      'Model',
      ...(several ? ['Run'] : []),
      'Place',
      'Worst case',
      'Clean',
      ...board.attacks.map(({ attack, isShared }) => html`${printable(attackTitle(attack))}${isShared ? null : ' *'}`),
    ],
    words: several ? 2 : 1,
    rows: board.entries.map(({ run, model, place, worst, clean, attacks }) => [
      name(printable(model.label)),
      ...(several ? [name(printable(run))] : []),
      String(place),
      html`<strong>${percent(worst.hits / worst.total)}</strong> <small>${rate(worst).replace(/^\S+ %\s*/, '')}</small>`,
      rate(clean),
      ...attacks.map(rate),
    ]),
  });
}

function pairsTable(board: RankedModels): Markup {
  const { pairs } = board;
  const labels = labelsOf(board);
  const label = (index: number) => name(labels[index]!);
  return dataTable({
    caption: 'Pairs of models',
    isCaptionHidden: true,
    head: ['Better', 'Than', 'Verdict', 'Points', 'p (Holm)'],
    words: 3,
    rows: pairs.map(({ first, second, difference, interval, adjustedPValue }) => [
      label(first),
      label(second),
      adjustedPValue < 0.05
        ? html`<span class="tag good">better</span>`
        : html`<span class="tag quiet">cannot be told apart</span>`,
      `${pointsValue(difference)} [${interval.map(pointsValue).join(', ')}]`,
      pValueText(adjustedPValue),
    ]),
  });
}

function attackNotes({ attacks }: RankedModels): Markup {
  return html`<div class="notes-list">${attacks.map(
    ({ attack, isShared }) =>
      html`<div class="note"><p class="lead"><strong>${printable(attackTitle(attack))}</strong>: ${printable(attackSentences(attack))}${isShared ? '' : ' * Not part of the worst case: not adversarial, or not run on every model.'}</p></div>`,
  )}</div>`;
}
