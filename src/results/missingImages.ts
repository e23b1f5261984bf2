import type { CellFailure } from '../contract/cell.js';
import { countImages, type ImageRange, imagesText, rangesText, subtractRanges } from '../contract/imageRange.js';
import type { ResultCurve, Results } from '../contract/result.js';
import { selectPairs } from '../planning/selectPairs.js';
import { selectProbes } from '../planning/selectProbes.js';
import { allCurves } from './allCurves.js';

/** The facts that determine what a complete run contains, and what this run contains. */
export type Coverage = Pick<Results, 'models' | 'attacks' | 'partial' | 'dataset' | 'curves' | 'failures' | 'audit'>;

/**
 * Reasons why a run is incomplete, one sentence each: failed cells, and requested images that were not evaluated. Empty if
 * everything selected by --limit and --grep is complete.
 */
export function missingImages(run: Coverage): string[] {
  const curves = allCurves(run);
  const pairs = askedPairs(run);
  const gaps = pairs.map(({ model, attack, images }) => {
    const isOf = (part: { readonly model: string; readonly attack: string }) =>
      part.model === model && part.attack === attack;
    const done = curves.find(isOf)?.parts.map((part) => part.images) ?? [];
    const failed = run.failures.filter(isOf).map((failure) => failure.images);
    return { name: `${model}/${attack}`, images, ranges: subtractRanges([0, images], [...done, ...failed]) };
  });
  const failures = run.failures.map(describeFailure);
  const missing = gaps.filter(({ ranges }) => ranges.length > 0);
  const shard = run.partial?.shard;
  if (shard === undefined || missing.length === 0) {
    return [...failures, ...missing.map(({ name, ranges, images }) => describeGap(name, ranges, images))];
  }
  const asked = pairs.reduce((sum, { images }) => sum + images, 0);
  const left = missing.reduce((sum, { ranges }) => sum + countImages(ranges), 0);
  return [
    ...failures,
    `this is shard ${shard}: ${left} of ${asked} evaluations belong to other shards (combine them with merge)`,
  ];
}

/** Every pair of model and attack that the run should evaluate, including those of the audit, with its number of images. */
function askedPairs({ models, attacks, partial, dataset, audit }: Coverage) {
  const images = Math.min(partial?.limit ?? dataset.images, dataset.images);
  const probed = Math.min(audit?.images ?? 0, images);
  return [
    ...selectPairs(models, attacks, partial?.grep).map((pair) => ({ ...pair, images })),
    ...selectProbes(models, audit?.probes ?? [], partial?.grep).map((pair) => ({ ...pair, images: probed })),
  ];
}

function describeFailure({ model, attack, images, error }: CellFailure): string {
  return `${model}/${attack}: ${imagesText(images)} failed: ${error}`;
}

function describeGap(name: string, ranges: readonly ImageRange[], images: number): string {
  return `${name}: ${countImages(ranges)} of ${images} images were not evaluated (${rangesText(ranges)})`;
}

/** Whether another run or shard evaluated every image of a failure. */
export function isMadeGood(failure: CellFailure, curves: readonly ResultCurve[]): boolean {
  const curve = curves.find(({ model, attack }) => model === failure.model && attack === failure.attack);
  const done = curve?.parts.map(({ images }) => images) ?? [];
  return subtractRanges(failure.images, done).length === 0;
}
