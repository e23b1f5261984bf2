import { printTable } from '../printTable.js';
import type { DuelFigures, DuelSide } from './autoattackDuels.js';

const headings = [
  'comparison',
  'network',
  'epsilon',
  'images',
  'attack',
  'robust %',
  'seconds',
  'processor s',
  'stand here alone',
  'in theirs alone',
];

/** Prints robust accuracy on fresh draws and times side by side; images are those that stand in more than half of the draws. */
export function printAutoattack(figures: readonly DuelFigures[]): void {
  const rows = figures.flatMap((figure) => {
    const { duel, network, epsilon, theirs, ours, draws } = figure;
    const common = [duel, network, epsilonText(epsilon), String(theirs.hits.length)];
    const stands = (side: DuelSide) => side.hits.map((hits) => 2 * hits > draws);
    const theirStands = stands(theirs);
    const alone = (own: readonly boolean[], other: readonly boolean[]) =>
      String(own.filter((stands, image) => stands && !other[image]).length);
    return [
      ...ours.map((side) => [
        ...[...common, `ours: ${side.name}`, share(side, draws), ...times(side)],
        ...[alone(stands(side), theirStands), alone(theirStands, stands(side))],
      ]),
      [...common, 'published, on fresh draws', share(theirs, draws), ...times(theirs), '', ''],
      ...(theirs.reported === undefined
        ? []
        : [[...common, 'published, as it reports', (100 * theirs.reported).toFixed(1), '', '', '', '']]),
    ];
  });
  if (rows.length > 0) printTable('AutoAttack on the same weights and images', rows, headings);
}

function times({ seconds, processorSeconds }: DuelSide): string[] {
  return [seconds.toFixed(1), processorSeconds.toFixed(1)];
}

function share({ hits }: DuelSide, draws: number): string {
  return ((100 * hits.reduce((sum, own) => sum + own, 0)) / (draws * hits.length)).toFixed(1);
}

function epsilonText(epsilon: number): string {
  return epsilon < 0.1 ? `${Number((255 * epsilon).toPrecision(3))}/255` : String(epsilon);
}
