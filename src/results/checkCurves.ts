import { UserError } from '../base/errors.js';
import { countImages } from '../contract/imageRange.js';
import type { ResultCurve, Results } from '../contract/result.js';
import type { PackedCurve, ResultFile } from '../contract/resultFile.js';
import { strengthValues } from '../metrics/strengthValues.js';

/**
 * Checks the redundant parts of a results file for consistency: curves and their models and attacks, points and sweeps, ranges of
 * images. Throws `UserError` if they differ, because the file was damaged or edited.
 */
export function checkPackedCurves(results: ResultFile, file: string): void {
  const { audit } = results;
  for (const { curve, at } of placedCurves(results.cells, audit?.cells, file)) {
    const attack = [...results.attacks, ...(audit?.probes ?? [])].find(({ id }) => id === curve.attack);
    const known = results.models.some(({ id }) => id === curve.model) && attack !== undefined;
    if (!known) throw damaged(at, 'a model and an attack that the results define', `${curve.model}/${curve.attack}`);
    checkLengths(curve, { points: strengthValues(attack.strength).length, images: results.dataset.images, at });
  }
}

/** Throws `UserError` if the counts of results do not match their outcomes. */
export function checkCounts({ curves, audit }: Results, file: string): void {
  for (const { curve, at } of placedCurves(curves, audit?.curves, file)) {
    requireCounts(curve.clean, curve.draws, `${at}/clean`);
    for (const [index, point] of curve.points.entries()) requireCounts(point, curve.draws, `${at}/points/${index}`);
  }
}

function placedCurves<Curve>(curves: readonly Curve[], probed: readonly Curve[] | undefined, file: string) {
  return [
    ...curves.map((curve, index) => ({ curve, at: `${file} /cells/${index}` })),
    ...(probed ?? []).map((curve, index) => ({ curve, at: `${file} /audit/cells/${index}` })),
  ];
}

interface ExpectedLengths {
  readonly points: number;
  /** In the data set. */
  readonly images: number;
  readonly at: string;
}

function checkLengths({ points, parts, distances, mistakes }: PackedCurve, expected: ExpectedLengths): void {
  const { at } = expected;
  if (points.length !== expected.points)
    throw damaged(`${at}/points`, `${expected.points} points, as in its attack`, `${points.length}`);
  let end = 0;
  for (const [index, { images, epsilonSum, snrDbSum, snrDbCount }] of parts.entries()) {
    const where = `${at}/parts/${index}`;
    if (images[0] < end || images[1] <= images[0] || images[1] > expected.images) {
      const wanted = `ranges of the ${expected.images} images, in ascending order`;
      throw damaged(where, wanted, `${images[0]} to ${images[1]}`);
    }
    end = images[1];
    const lengths = [epsilonSum.length, snrDbSum.length, snrDbCount.length];
    if (lengths.some((length) => length !== expected.points))
      throw damaged(where, `${expected.points} sums of each kind`, lengths.join(', '));
  }
  if (mistakes !== undefined && mistakes.points.length !== expected.points)
    throw damaged(`${at}/mistakes/points`, `${expected.points} points, as its attack has`, `${mistakes.points.length}`);
  const images = countImages(parts.map((part) => part.images));
  if (distances !== undefined && distances.length !== images)
    throw damaged(`${at}/distances`, `${images} distances, one per image`, `${distances.length}`);
}

function requireCounts({ hits, total, outcomes }: ResultCurve['clean'], draws: number, where: string): void {
  const found = outcomes.reduce((sum, count) => sum + count, 0);
  if (hits === found && total === outcomes.length * draws) return;
  const expected = `${found} hits of ${outcomes.length * draws}, as in its outcomes`;
  throw damaged(where, expected, `${hits} of ${total}`);
}

function damaged(where: string, expected: string, found: string): UserError {
  return new UserError({
    where,
    expected,
    found,
    remedy: 'the file is damaged or was edited: recreate it with eval',
  });
}
