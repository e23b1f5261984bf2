import { printTable } from '../printTable.js';
import type { SuiteAgreement } from './attackAgreement.js';

const headings = [
  'data set',
  'attack',
  'norm',
  'epsilon',
  'images',
  'against',
  'ours %',
  'theirs %',
  'difference',
  'stand in ours alone',
  'in theirs alone',
  'McNemar p',
  'ours is',
];

/** Prints robust accuracies side by side. */
export function printAttackAgreement(figures: readonly SuiteAgreement[]): void {
  const rows = figures.flatMap((suite) => ('missing' in suite ? [] : suite.attacks));
  const cells = rows.map((row) => [
    row.dataset,
    row.attack,
    row.norm,
    epsilonText(row.epsilon),
    String(row.images),
    row.library,
    share(row.ours, row.images),
    share(row.theirs, row.images),
    row.differencePoints.toFixed(1),
    String(row.onlyOurs),
    String(row.onlyTheirs),
    row.pValue.toPrecision(2),
    row.verdict,
  ]);
  if (cells.length > 0) printTable('Robust accuracy on the same weights and images', cells, headings);
  for (const suite of figures) {
    if ('missing' in suite) process.stdout.write(`\n${suite.dataset} was left out:\n${suite.missing}\n`);
  }
}

function share(count: number, images: number): string {
  return ((100 * count) / images).toFixed(1);
}

/** Writes multiples of 1/255 as fractions. */
function epsilonText(epsilon: number): string {
  const levels = 255 * epsilon;
  const isLevel = epsilon < 0.1 && Math.abs(2 * levels - Math.round(2 * levels)) < 1e-9;
  return isLevel ? `${Math.round(2 * levels) / 2}/255` : String(epsilon);
}
