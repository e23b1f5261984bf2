import type { CellRecord } from '../contract/cell.js';
import { countImages, imagesText } from '../contract/imageRange.js';
import type { ResultCurve, ResultPoint } from '../contract/result.js';
import type { Strength } from '../contract/suite.js';
import { accuracyProportion } from '../metrics/accuracyProportion.js';
import { relativeProportion } from '../metrics/relativeProportion.js';
import { strengthValues } from '../metrics/strengthValues.js';

/** A computed cell's results without its cache key and pictures. */
export type Portion = Pick<
  CellRecord,
  'model' | 'attack' | 'images' | 'draws' | 'clean' | 'points' | 'zeroGradients' | 'distances' | 'mistakes'
>;

/** Adds up portions of one model under one attack. Sorted by image first, so that sums do not depend on the order. */
export function summariseCurve(unsorted: readonly Portion[], strength: Strength): ResultCurve {
  const portions = unsorted.toSorted((a, b) => a.images[0] - b.images[0]);
  const { model, attack, draws } = portions[0]!;
  const targets = strengthValues(strength);
  const counted = portions[0]!.zeroGradients !== undefined;
  for (const portion of portions) requireShape(portion, { draws, points: targets.length, counted });
  const clean = portions.flatMap((portion) => portion.clean);
  return {
    model,
    attack,
    draws,
    clean: { ...accuracyProportion(clean, draws), outcomes: clean },
    points: targets.map((target, point) => {
      const hits = portions.flatMap((portion) => portion.points[point]!.hits);
      return {
        ...meansOf(portions, point, strength.kind === 'snrDb' ? target : null),
        ...accuracyProportion(hits, draws),
        relative: relativeProportion(clean, hits, draws),
        outcomes: hits,
      };
    }),
    parts: portions.map(({ images, points: sums }) => ({
      images,
      epsilonSum: sums.map(({ epsilonSum }) => epsilonSum),
      snrDbSum: sums.map(({ snrDbSum }) => snrDbSum),
      snrDbCount: sums.map(({ snrDbCount }) => snrDbCount),
    })),
    ...(counted ? { zeroGradients: portions.flatMap((portion) => portion.zeroGradients!) } : {}),
    ...(portions[0]!.distances === undefined ? {} : { distances: portions.flatMap(({ distances }) => distances!) }),
    ...mistakesOf(portions),
  };
}

/** Of all images, where every portion has them. */
function mistakesOf(portions: readonly Portion[]): Pick<ResultCurve, 'mistakes'> {
  const all = portions.flatMap(({ mistakes }) => mistakes ?? []);
  if (all.length < portions.length) return {};
  const points = all[0]!.points.map((_, point) => all.flatMap((own) => own.points[point]!));
  return { mistakes: { labels: all.flatMap(({ labels }) => labels), points } };
}

function meansOf(
  portions: readonly Portion[],
  point: number,
  target: number | null,
): Pick<ResultPoint, 'epsilon' | 'snrDb'> {
  let images = 0;
  let epsilonSum = 0;
  let snrDbSum = 0;
  let snrDbCount = 0;
  for (const portion of portions) {
    const sums = portion.points[point]!;
    images += portion.clean.length;
    epsilonSum += sums.epsilonSum;
    snrDbSum += sums.snrDbSum;
    snrDbCount += sums.snrDbCount;
  }
  return { epsilon: epsilonSum / images, snrDb: { target, mean: snrDbCount === 0 ? null : snrDbSum / snrDbCount } };
}

/** A record of another shape would shift all images after it, so it is an error. */
function requireShape(
  portion: Portion,
  { draws, points, counted }: { readonly draws: number; readonly points: number; readonly counted: boolean },
): void {
  const images = countImages([portion.images]);
  const { clean, zeroGradients = clean, distances = clean, mistakes = { labels: clean, points: [] } } = portion;
  const lengths = [
    clean,
    zeroGradients,
    distances,
    mistakes.labels,
    ...mistakes.points,
    ...portion.points.map(({ hits }) => hits),
  ].map(({ length }) => length);
  const isAlike = portion.draws === draws && (portion.zeroGradients !== undefined) === counted;
  if (isAlike && portion.points.length === points && lengths.every((length) => length === images)) return;
  throw new Error(
    `the record of ${portion.model}/${portion.attack}, ${imagesText(portion.images)}, has not the shape planned`,
  );
}
