import { UserError } from '../base/errors.js';
import { canonicalJson } from '../base/stableHash.js';
import { countImages, imagesText } from '../contract/imageRange.js';
import type { ResultCurve } from '../contract/result.js';
import { allCurves } from './allCurves.js';
import type { NamedResults } from './requireSameRun.js';
import type { Portion } from './summariseCurve.js';

/**
 * The computed cells of several results. Identical portions are used once. Throws `UserError` for contradicting portions of the
 * same images and for partial overlaps.
 */
export function joinPortions(list: readonly NamedResults[]): Portion[] {
  const joined = new Map<string, Source>();
  for (const { name, results } of list) {
    for (const portion of allCurves(results).flatMap(portionsOf)) {
      const key = `${portion.model}/${portion.attack} ${imagesText(portion.images)}`;
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

function portionsOf({
  model,
  attack,
  draws,
  clean,
  points,
  parts,
  zeroGradients,
  distances,
  mistakes,
}: ResultCurve): Portion[] {
  let at = 0;
  return parts.map(({ images, epsilonSum, snrDbSum, snrDbCount }) => {
    const from = at;
    at += countImages([images]);
    return {
      ...{ model, attack, images, draws },
      clean: clean.outcomes.slice(from, at),
      points: points.map(({ outcomes }, point) => ({
        epsilonSum: epsilonSum[point]!,
        snrDbSum: snrDbSum[point]!,
        snrDbCount: snrDbCount[point]!,
        hits: outcomes.slice(from, at),
      })),
      ...(zeroGradients === undefined ? {} : { zeroGradients: zeroGradients.slice(from, at) }),
      ...(distances === undefined ? {} : { distances: distances.slice(from, at) }),
      ...(mistakes === undefined
        ? {}
        : {
            mistakes: {
              labels: mistakes.labels.slice(from, at),
              points: mistakes.points.map((wrong) => wrong.slice(from, at)),
            },
          }),
    };
  });
}

function contradiction(a: Source, b: Source): UserError {
  return new UserError({
    where: `${b.name} ${b.portion.model}/${b.portion.attack} ${imagesText(b.portion.images)}`,
    expected: `the outcomes that ${a.name} has for these images`,
    found: 'other outcomes',
    remedy: 'one of the two was computed by different code or was edited: run its shard again',
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
      expected: `ranges of images that equal or miss ${imagesText(before.portion.images)} of ${before.name}`,
      found: imagesText(source.portion.images),
      remedy: 'run all shards with the same version',
    });
  }
}
