import type { CellFailure, ImageRange } from '../contract/cell.js';
import type { ResultCell, Results } from '../contract/result.js';
import { selectPairs } from '../planning/selectPairs.js';
import { selectProbes } from '../planning/selectProbes.js';
import { allCells } from './allCells.js';

/** The facts that say what a whole run would hold, and what this one holds. */
export type Coverage = Pick<Results, 'models' | 'attacks' | 'partial' | 'dataset' | 'cells' | 'failures' | 'audit'>;

/**
 * Why a run is incomplete, a sentence each: cells that failed, and images that were asked for but not evaluated. Empty for
 * a whole run of what --limit and --grep select.
 */
export function missingImages(run: Coverage): string[] {
  const cells = allCells(run);
  const pairs = askedPairs(run);
  const gaps = pairs.map(({ model, attack, images }) => {
    const isOf = (part: { readonly model: string; readonly attack: string }) =>
      part.model === model && part.attack === attack;
    const done = cells.find(isOf)?.parts.map((part) => part.images) ?? [];
    const failed = run.failures.filter(isOf).map((failure) => failure.images);
    return { name: `${model}/${attack}`, images, ranges: complement([...done, ...failed], images) };
  });
  const failures = run.failures.map(describeFailure);
  const missing = gaps.filter(({ ranges }) => ranges.length > 0);
  const shard = run.partial?.shard;
  if (shard === undefined || missing.length === 0) {
    return [...failures, ...missing.map(({ name, ranges, images }) => describeGap(name, ranges, images))];
  }
  const asked = pairs.reduce((sum, { images }) => sum + images, 0);
  const left = missing.reduce((sum, { ranges }) => sum + count(ranges), 0);
  return [
    ...failures,
    `this is shard ${shard}: ${left} of ${asked} evaluations belong to other shards (join them with merge)`,
  ];
}

/** Every model and attack that the run is to evaluate, the audit's own among them, each with its number of images. */
function askedPairs({ models, attacks, partial, dataset, audit }: Coverage) {
  const images = Math.min(partial?.limit ?? dataset.images, dataset.images);
  const probed = Math.min(audit?.images ?? 0, images);
  return [
    ...selectPairs(models, attacks, partial?.grep).map((pair) => ({ ...pair, images })),
    ...selectProbes(models, audit?.probes ?? [], partial?.grep).map((pair) => ({ ...pair, images: probed })),
  ];
}

function describeFailure({ model, attack, images: [from, to], error }: CellFailure): string {
  return `${model}/${attack}: images ${from} to ${to - 1} failed: ${error}`;
}

function describeGap(name: string, ranges: readonly ImageRange[], images: number): string {
  const list = ranges.map(([from, to]) => `${from} to ${to - 1}`).join(', ');
  return `${name}: ${count(ranges)} of ${images} images were not evaluated (${list})`;
}

function count(ranges: readonly ImageRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** What is left of [0, end). */
function complement(ranges: readonly ImageRange[], end: number): ImageRange[] {
  const left: ImageRange[] = [];
  let at = 0;
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    if (from > at) left.push([at, from]);
    at = Math.max(at, to);
  }
  if (at < end) left.push([at, end]);
  return left;
}

/** Whether every image of a failure was evaluated after all, by another run or shard. */
export function isMadeGood(failure: CellFailure, cells: readonly ResultCell[]): boolean {
  const cell = cells.find(({ model, attack }) => model === failure.model && attack === failure.attack);
  const done = cell?.parts.map(({ images }) => images) ?? [];
  return complement([...done, [0, failure.images[0]]], failure.images[1]).length === 0;
}
