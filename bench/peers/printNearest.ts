import { printTable, short } from '../printTable.js';
import type { NearestFigures, NearestSearch } from './nearestDuels.js';

const headings = [
  'norm',
  'attack',
  'by',
  'images',
  'median',
  'failures',
  'within 2 % of the best',
  'median / best median',
];

/** Prints medians of distances; `best` of a norm is the nearest example of each image over all searches of both sides. */
export function printNearest({ searches, images }: NearestFigures): void {
  const norms = [...new Set(searches.map(({ norm }) => norm))];
  const rows = norms.flatMap((norm) => {
    const own = searches.filter((search) => search.norm === norm);
    const best = nearestOf(own);
    const ours = nearestOf(own.filter(({ by }) => by === 'ours'));
    const theirs = nearestOf(own.filter(({ by }) => by !== 'ours'));
    const whole = (by: string, distances: readonly number[]) =>
      rowOf({ norm, attack: 'best of all', by, distances }, best);
    return [
      ...own.map((search) => rowOf(search, best)),
      whole('ours', ours),
      ...(theirs.length === 0 ? [] : [whole('libraries', theirs)]),
    ];
  });
  printTable(`Distances of the nearest examples, ${images} images that are right without attack`, rows, headings);
}

function rowOf(
  { norm, attack, by, distances }: Omit<NearestSearch, 'by'> & { readonly by: string },
  best: readonly number[],
): string[] {
  const near = distances.filter((distance, image) => distance <= 1.02 * best[image]!).length;
  const failures = distances.filter((distance) => !Number.isFinite(distance)).length;
  const share = `${((100 * near) / distances.length).toFixed(0)} %`;
  const ratio = (median(distances) / median(best)).toFixed(3);
  return [norm, attack, by, String(distances.length), short(median(distances)), String(failures), share, ratio];
}

function nearestOf(searches: readonly NearestSearch[]): number[] {
  const [first, ...others] = searches.map(({ distances }) => distances);
  return (first ?? []).map((distance, image) => Math.min(distance, ...others.map((own) => own[image]!)));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
