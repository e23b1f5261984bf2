import type { Pass } from '../operations.js';
import { percent, printTable, short } from '../printTable.js';
import type { Contender, Contest } from './contenders.js';
import { isFailure } from './pythonPeer.js';
import type { NetworkDistance } from './sameNetworks.js';
import type { SweepFigures } from './sweeps.js';
import type { Targets } from './targets.js';

const columns = [
  'network',
  'pass',
  'ours',
  'eager',
  'compiled',
  'spread',
  'ours/eager',
  'target',
  'ours/compiled',
  'target',
];

/** Prints images/s and ratios: first with all cores and the targets, then with one core. */
export function printContests(contests: readonly Contest[], cores: number, targets: Targets): void {
  printTable(
    `Images/s, batch 100: ${cores} workers of ours (in training a model each) against PyTorch with ${cores} threads`,
    contests.flatMap((contest) => {
      const row = contestRow(contest, { ours: cores, theirs: cores, label: contest.pass, targets });
      if (contest.pass !== 'training step' || cores === 1) return [row];
      const label = 'training step, one model on one core';
      return [row, contestRow(contest, { ours: 1, theirs: cores, label, targets: null })];
    }),
    columns,
  );
  if (cores === 1) return;
  const rows = contests.map((contest) =>
    contestRow(contest, { ours: 1, theirs: 1, label: contest.pass, targets: null }).filter(isNotTarget),
  );
  printTable('Images/s, batch 100: 1 worker of ours against PyTorch with 1 thread', rows, columns.filter(isNotTarget));
}

function isNotTarget(_: string, column: number): boolean {
  return columns[column] !== 'target';
}

function contestRow(
  contest: Contest,
  options: { readonly ours: number; readonly theirs: number; readonly label: string; readonly targets: Targets | null },
): string[] {
  const { network, pass } = contest;
  const own = rateOf(contest, 'ours', options.ours);
  const [eager, compiled] = (['eager', 'compiled'] as const).map((name) => rateOf(contest, name, options.theirs));
  const target = (of: 'eager' | 'compiled') => options.targets?.[of][network]?.[pass];
  const spreads = contest.figures.flatMap(({ imagesPerSecond: rate }) => (isFailure(rate) ? [] : [rate.spread]));
  return [
    network,
    options.label,
    show(own),
    show(eager!),
    show(compiled!),
    percent(Math.max(...spreads)),
    ...ratioCells(own, eager!, target('eager')),
    ...ratioCells(own, compiled!, target('compiled')),
  ];
}

/** Median images/s; null if the contender could not run. */
export function rateOf({ figures }: Contest, contender: Contender, threads: number): number | null {
  const found = figures.find((figure) => figure.contender === contender && figure.threads === threads);
  return found === undefined || isFailure(found.imagesPerSecond) ? null : found.imagesPerSecond.median;
}

function show(rate: number | null): string {
  return rate === null ? '-' : short(rate);
}

function ratioCells(own: number | null, theirs: number | null, target: number | undefined): [string, string] {
  if (own === null || theirs === null) return ['-', ''];
  return [(own / theirs).toFixed(2), target === undefined ? '' : `>= ${target}`];
}

/** Prints the times of networks relative to our baseline, on one core. */
export function printOwnTimes(contests: readonly Contest[], targets: Targets): void {
  const rateIn = (network: string, pass: Pass) => {
    const contest = contests.find((other) => other.network === network && other.pass === pass);
    return contest === undefined ? null : rateOf(contest, 'ours', 1);
  };
  const rows = contests.flatMap(({ network, pass }) => {
    const [baseline, own] = [rateIn('baseline', pass), rateIn(network, pass)];
    if (network === 'baseline' || baseline === null || own === null) return [];
    const target = targets.ownTime[network]?.[pass];
    const ratio = baseline / own;
    return [[network, pass, ratio.toFixed(2), target === undefined ? '' : `<= ${target}`]];
  });
  if (rows.length > 0)
    printTable('Our time over our own baseline, 1 worker', rows, ['network', 'pass', 'time', 'target']);
}

/** Prints the sweeps against Foolbox. */
export function printSweeps(sweeps: readonly SweepFigures[], targets: Targets): void {
  const { images, foolboxImages, epsilons, threads } = sweeps[0]!;
  const rows = sweeps.map(({ network, ours, oursStart, foolbox, peakMemoryBytes }) => {
    const ratio = foolbox / ours.median;
    const target = targets.sweep[network];
    return [
      network,
      short(ours.median),
      percent(ours.spread),
      short(oursStart.median),
      short(foolbox),
      ratio.toFixed(2),
      target === undefined ? '' : `>= ${target}`,
      short(peakMemoryBytes / 2 ** 20),
    ];
  });
  printTable(
    `FGSM sweep, ${images} images, ${epsilons} epsilons: our runner with ${threads} workers, their start included, against Foolbox with ${threads} threads, warm, on ${foolboxImages} images scaled up`,
    rows,
    ['network', 'ours s', 'spread', 'of it start', 'Foolbox s', 'Foolbox/ours', 'target', 'our peak MiB'],
  );
}

/** Prints the distances between the networks of the two sides. */
export function printDistances(figures: readonly NetworkDistance[]): void {
  const rows = figures.map(({ network, logits, gradient }) => [
    network,
    logits.toExponential(1),
    gradient.toExponential(1),
  ]);
  printTable('Same weights, same images: relative distance of PyTorch from ours', rows, [
    'network',
    'logits',
    'input gradient',
  ]);
}

/** Prints why contenders could not run. */
export function printFailures(contests: readonly Contest[]): void {
  const reasons = contests.flatMap(({ network, pass, figures }) =>
    figures.flatMap(({ contender, threads, imagesPerSecond }) =>
      isFailure(imagesPerSecond)
        ? [`${network}, ${pass}, ${contender}, ${threads} threads: ${imagesPerSecond.error}`]
        : [],
    ),
  );
  if (reasons.length > 0) process.stdout.write(`\nCould not take part:\n${reasons.join('\n')}\n`);
}
