import type { ResultClasses, ResultCurve, Results } from '../contract/result.js';
import { accuracyProportion } from './accuracyProportion.js';
import { galleryPoint } from './galleryPoint.js';
import { relativeProportion } from './relativeProportion.js';

/** The figures that those of classes are made of. */
export type ClassInput = Pick<Results, 'attacks' | 'curves' | 'reference'>;

/**
 * Robustness of each class under each attack, at the reference SNR or else in the middle of the sweep, and the predicted classes
 * of broken images: those that more than half of the draws classify correctly without attack, but at most half under attack. One
 * row for each curve with recorded mistakes.
 */
export function classRows({ attacks, curves, reference }: ClassInput): ResultClasses[] {
  return curves.flatMap((curve) => {
    const attack = attacks.find(({ id }) => id === curve.attack);
    if (attack === undefined || curve.mistakes === undefined) return [];
    const point = galleryPoint(attack.strength, reference?.snrDb);
    const present = [...new Set(curve.mistakes.labels)].sort((a, b) => a - b);
    const classes = present.map((label) => rowOf(curve, point, label));
    return [{ model: curve.model, attack: curve.attack, point, classes, broken: brokenPairs(curve, point) }];
  });
}

function rowOf({ clean, points, draws, mistakes }: ResultCurve, point: number, label: number) {
  const own = <Value>(values: readonly Value[]) => values.filter((_, image) => mistakes!.labels[image] === label);
  const before = own(clean.outcomes);
  const after = own(points[point]!.outcomes);
  const { hits, total, interval } = accuracyProportion(after, draws);
  return { label, images: before.length, hits, total, interval, relative: relativeProportion(before, after, draws) };
}

function brokenPairs({ clean, points, draws, mistakes }: ResultCurve, point: number): ResultClasses['broken'] {
  const { labels, points: wrong } = mistakes!;
  const counts = new Map<string, { from: number; to: number; images: number }>();
  for (const [image, from] of labels.entries()) {
    const isBroken = 2 * clean.outcomes[image]! > draws && 2 * points[point]!.outcomes[image]! <= draws;
    const to = wrong[point]![image]! - 1;
    if (!isBroken || to < 0) continue;
    const pair = counts.get(`${from} ${to}`) ?? { from, to, images: 0 };
    pair.images++;
    counts.set(`${from} ${to}`, pair);
  }
  return [...counts.values()].sort((a, b) => b.images - a.images || a.from - b.from || a.to - b.to);
}
