import { UserError } from '../base/errors.js';
import { canonicalJson } from '../base/stableHash.js';
import type { ImageRange } from '../contract/cell.js';
import type { ResultCell } from '../contract/result.js';
import { unpackCell } from '../metrics/unpackCell.js';
import { allCells } from './allCells.js';
import type { NamedResults } from './requireSameRun.js';
import type { Portion } from './summariseCell.js';

/**
 * The computed cells of several results, taken apart again. A portion that several hold alike is taken once; throws
 * `UserError` for portions of the same images that contradict each other, or that overlap in part.
 */
export function joinPortions(list: readonly NamedResults[]): Portion[] {
  const joined = new Map<string, Source>();
  for (const { name, results } of list) {
    for (const portion of allCells(results).flatMap((cell) => portionsOf(cell, name))) {
      const key = `${portion.model}/${portion.attack} ${rangeText(portion.images)}`;
      const earlier = joined.get(key);
      if (earlier && canonicalJson(earlier.portion) !== canonicalJson(portion))
        throw contradiction(earlier, { name, portion });
      if (!earlier) joined.set(key, { name, portion });
    }
  }
  refuseOverlaps([...joined.values()]);
  return [...joined.values()].map(({ portion }) => portion);
}

interface Source {
  readonly name: string;
  readonly portion: Portion;
}

function portionsOf(cell: ResultCell, where: string): Portion[] {
  const { clean, points, zeroGradients } = unpackCell(cell, where);
  let at = 0;
  return cell.parts.map(({ images, epsilonSum, snrDbSum, snrDbCount }) => {
    const from = at;
    at += images[1] - images[0];
    return {
      model: cell.model,
      attack: cell.attack,
      images,
      draws: cell.draws,
      clean: clean.slice(from, at),
      points: points.map((hits, point) => ({
        epsilonSum: epsilonSum[point]!,
        snrDbSum: snrDbSum[point]!,
        snrDbCount: snrDbCount[point]!,
        hits: hits.slice(from, at),
      })),
      ...(zeroGradients === undefined ? {} : { zeroGradients: zeroGradients.slice(from, at) }),
    };
  });
}

function rangeText([from, to]: ImageRange): string {
  return `images ${from} to ${to - 1}`;
}

function contradiction(a: Source, b: Source): UserError {
  return new UserError({
    where: `${b.name} ${b.portion.model}/${b.portion.attack} ${rangeText(b.portion.images)}`,
    expected: `the outcomes that ${a.name} has for these images`,
    found: 'other outcomes',
    remedy: 'one of the two was made by other code or was edited: run its shard again',
  });
}

function refuseOverlaps(sources: readonly Source[]): void {
  const name = ({ portion }: Source) => `${portion.model}/${portion.attack}`;
  const sorted = sources.toSorted((a, b) =>
    name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : a.portion.images[0] - b.portion.images[0],
  );
  for (const [index, source] of sorted.entries()) {
    const before = sorted[index - 1];
    if (!before || name(before) !== name(source) || before.portion.images[1] <= source.portion.images[0]) continue;
    throw new UserError({
      where: `${source.name} ${name(source)}`,
      expected: `ranges of images that equal or miss ${rangeText(before.portion.images)} of ${before.name}`,
      found: rangeText(source.portion.images),
      remedy: 'run all shards with the same version',
    });
  }
}
