import { UserError } from '../base/errors.js';
import { unseededNote } from '../contract/gradientDoubts.js';
import { countImages, imageIds } from '../contract/imageRange.js';
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

/**
 * Throws `UserError` if the counts of results do not match their outcomes, if a curve has other draws than its model is evaluated with,
 * or if two curves of a model disagree about a clean image, whose outcome depends on no attack.
 */
export function checkCounts({ curves, audit, models, evaluation }: Results, file: string): void {
  const placed = placedCurves(curves, audit?.curves, file);
  for (const { curve, at } of placed) {
    const isStochastic = models.some(({ id, stochastic }) => id === curve.model && stochastic);
    const draws = isStochastic ? evaluation.draws : 1;
    if (curve.draws !== draws) {
      const of = isStochastic ? "as in the file's evaluation" : 'as its model is deterministic';
      throw damaged(`${at}/draws`, `${draws}, ${of}`, String(curve.draws));
    }
  }
  for (const { id, reading } of models) {
    if (reading?.notes.some((note) => note.includes(unseededNote))) continue;
    requireOneClean(placed.filter(({ curve }) => curve.model === id));
  }
  for (const { curve, at } of placed) {
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

/** Of one model. */
function requireOneClean(placed: readonly { readonly curve: ResultCurve; readonly at: string }[]): void {
  const known = new Map<number, { readonly hits: number; readonly at: string }>();
  for (const { curve, at } of placed) {
    for (const [position, image] of imageIds(curve.parts.map(({ images }) => images)).entries()) {
      const hits = curve.clean.outcomes[position]!;
      const before = known.get(image);
      if (before === undefined) known.set(image, { hits, at });
      else if (before.hits !== hits) {
        const expected = `${before.hits} of ${curve.draws} draws right on image ${image}, as in ${before.at.split(' ').at(-1)}`;
        throw damaged(`${at}/clean`, expected, String(hits));
      }
    }
  }
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
