import { percent, printTable, short } from '../printTable.js';
import type { SweepFigures } from './sweeps.js';
import type { Targets } from './targets.js';
import type { ThroughputFigures } from './throughput.js';

/** Prints images/s and their ratios, with the ratio of the FGSM sweep if it was run. */
export function printThroughput(
  figures: readonly ThroughputFigures[],
  { sweeps, targets }: { readonly sweeps: readonly SweepFigures[]; readonly targets: Targets },
): void {
  const { threads } = figures[0]!;
  const rows = figures.map(({ network, attack, library, ours, oursWithStart, theirs }) => {
    const sweep = sweeps.find((other) => other.network === network);
    const target = targets.attack[network]?.[attack];
    return [
      network,
      attack,
      short(ours.median),
      short(oursWithStart.median),
      library,
      short(theirs.median),
      percent(Math.max(ours.spread, theirs.spread)),
      (ours.median / theirs.median).toFixed(2),
      target === undefined ? '' : `>= ${target}`,
      (oursWithStart.median / theirs.median).toFixed(2),
      sweep === undefined ? '-' : (sweep.foolbox / sweep.ours.median).toFixed(2),
    ];
  });
  printTable(
    `Images/s under attack, one strength, no image falls: our runner with ${threads} workers against PyTorch with ${threads} threads`,
    rows,
    [
      'network',
      'attack',
      'ours',
      'with start',
      'against',
      'theirs',
      'spread',
      'ratio',
      'target',
      'with start',
      'FGSM sweep',
    ],
  );
}
