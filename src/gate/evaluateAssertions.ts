import type { AuditFinding } from '../contract/audit.js';
import type { AssertionOutcome, ResultCurve, Results } from '../contract/result.js';
import type { AssertionSpec, AttackSpec } from '../contract/suite.js';
import { gapReduction } from '../metrics/gapReduction.js';
import { pointLabel } from '../metrics/pointLabel.js';
import { readAtSnr } from '../metrics/readAtSnr.js';
import { strengthValues } from '../metrics/strengthValues.js';
import { worstLabel } from '../metrics/worstLabel.js';

/** The figures that assertions refer to. */
export type AssertedResults = Pick<
  Results,
  'attacks' | 'curves' | 'reference' | 'audit' | 'worst' | 'corruptions' | 'metrics'
>;

/** A figure of a model. */
interface Figure {
  readonly model: string;
  /** What it is of, for people: an attack and a point, `clean`, or a check. */
  readonly what: string;
  /** Equal for figures of two models that can be compared, and different for all others of one model. */
  readonly key: string;
  readonly value: number;
}

/** Bounds are decimal fractions; a value that equals a bound up to rounding satisfies it. */
const rounding = 1e-12;

/**
 * Checks each assertion against every figure that it selects: it fails if any is out of bounds, and is `unmatched` if there is
 * none. Points are matched by the sweep's requested values; gaps may be interpolated, never extrapolated. With `comparedWith` the bounds apply to
 * each figure minus that of the named model; `unmatched` is then also an assertion with a selected figure that this model does not have.
 */
export function evaluateAssertions(
  results: AssertedResults,
  assertions: readonly AssertionSpec[],
): readonly AssertionOutcome[] {
  return assertions.map((assertion) => {
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = assertion;
    const matches = judgedFigures(results, assertion).map(({ model, what, value }) => ({
      where: `${model} ${what}`,
      value,
      pass: value >= min - rounding && value <= max + rounding,
    }));
    const status = matches.length === 0 ? 'unmatched' : matches.every(({ pass }) => pass) ? 'pass' : 'fail';
    return { assertion, status, matches };
  });
}

/** The selected figures; with `comparedWith` each minus that of the named model, or none if that model lacks one. */
function judgedFigures(results: AssertedResults, assertion: AssertionSpec): Figure[] {
  const { comparedWith, select } = assertion;
  const selected = findFigures(results, assertion).filter(({ model }) => model !== comparedWith);
  if (comparedWith === undefined) return selected;
  const others = findFigures(results, { ...assertion, select: { ...select, model: comparedWith } });
  const values = new Map(others.map(({ key, value }) => [key, value]));
  if (selected.some(({ key }) => !values.has(key))) return [];
  return selected.map((figure) => ({ ...figure, value: figure.value - values.get(figure.key)! }));
}

function findFigures(results: AssertedResults, { metric, select }: AssertionSpec): Figure[] {
  const curves = results.curves.filter(
    ({ model, attack }) => (select.model ?? model) === model && (select.attack ?? attack) === attack,
  );
  switch (metric) {
    case 'auditWarnings':
      return auditMatches(results, select);
    case 'cleanAccuracy':
      return cleanMatches(curves);
    case 'corruptionAccuracy':
      return corruptionMatches(results, select);
    case 'worstAccuracy':
    case 'worstRelativeAccuracy':
      return worstMatches(results, { metric, select });
    case 'accuracy':
    case 'relativeAccuracy':
      return curves.flatMap((curve) => pointMatches(curve, attackOf(results, curve), { metric, select }));
    case 'gap':
    case 'gapReduction':
      return curves.flatMap((curve) => gapMatches(results, curve, { metric, select }));
    default:
      return curves.flatMap((curve) => pluggedMatches(results, curve, { metric, select }));
  }
}

/** Warnings of each applicable check; if an attack is selected, only findings about it. */
function auditMatches({ audit }: AssertedResults, { model, attack, check }: AssertionSpec['select']): Figure[] {
  return (audit?.checks ?? []).flatMap((row) => {
    if ((model ?? row.model) !== row.model || (check ?? row.check) !== row.check) return [];
    const findings = row.findings.filter(
      (finding) => attack === undefined || attacksOf(finding).some((own) => own === attack),
    );
    if (findings.length === 0) return [];
    const value = findings.filter(({ warning }) => warning).length;
    return [{ model: row.model, what: `audit ${row.check}`, key: row.check, value }];
  });
}

function attacksOf(finding: AuditFinding): readonly string[] {
  return finding.kind === 'share' ? [finding.attack] : [finding.expected.attack, finding.against.attack];
}

/** Clean accuracy does not depend on the attack: one figure per model. */
function cleanMatches(curves: readonly ResultCurve[]): Figure[] {
  const first = new Map(curves.toReversed().map((curve) => [curve.model, curve]));
  return [...first.values()]
    .reverse()
    .flatMap(({ model, clean: { hits, total } }) =>
      total === 0 ? [] : [{ model, what: 'clean', key: '', value: hits / total }],
    );
}

function pointMatches(
  curve: ResultCurve,
  { strength }: AttackSpec,
  { metric, select }: Pick<AssertionSpec, 'metric' | 'select'>,
): Figure[] {
  return curve.points.flatMap((point, index) => {
    const { hits, total } = metric === 'accuracy' ? point : point.relative;
    if (total === 0 || !isSelected(strength, index, select)) return [];
    return [pointFigure(curve, strength, { point: index, value: hits / total })];
  });
}

function pointFigure(
  { model, attack }: ResultCurve,
  strength: AttackSpec['strength'],
  { point, value }: { readonly point: number; readonly value: number },
): Figure {
  const what = `${attack} ${pointLabel(strength, point)}`;
  return { model, what, key: JSON.stringify([attack, point]), value };
}

/** Whether a selection means a point of a sweep: by the requested value on the sweep's own axis. */
function isSelected(strength: AttackSpec['strength'], index: number, select: AssertionSpec['select']): boolean {
  const wanted = strength.kind === 'severities' ? undefined : strength.kind === 'snrDb' ? select.snrDb : select.epsilon;
  const others = { epsilons: [select.snrDb], snrDb: [select.epsilon], severities: [select.snrDb, select.epsilon] };
  if (others[strength.kind].some((other) => other !== undefined)) return false;
  return wanted === undefined || strengthValues(strength)[index] === wanted;
}

/** Figures that a plug-in computed, where it applies. */
function pluggedMatches(
  results: AssertedResults,
  curve: ResultCurve,
  { metric, select }: Pick<AssertionSpec, 'metric' | 'select'>,
): Figure[] {
  const { strength } = attackOf(results, curve);
  const own = (results.metrics ?? []).filter(
    (row) => row.metric === metric && row.model === curve.model && row.attack === curve.attack,
  );
  return own.flatMap(({ point, value }) => {
    if (value === null || !isSelected(strength, point, select)) return [];
    return [pointFigure(curve, strength, { point, value })];
  });
}

/** The mean over the fifteen, or over as many of them as the suite has. */
function corruptionMatches({ corruptions = [] }: AssertedResults, { model }: AssertionSpec['select']): Figure[] {
  return corruptions.flatMap((row) => {
    if (row.group !== 'mean' || (model ?? row.model) !== row.model || row.total === 0) return [];
    const what = `${row.corruptions.length} corruptions, ${row.source}`;
    const key = JSON.stringify([row.source, row.corruptions]);
    return [{ model: row.model, what, key, value: row.hits / row.total }];
  });
}

function worstMatches(
  { worst = [] }: AssertedResults,
  { metric, select }: Pick<AssertionSpec, 'metric' | 'select'>,
): Figure[] {
  return worst.flatMap((row) => {
    const { hits, total } = metric === 'worstAccuracy' ? row : row.relative;
    const wanted = row.axis === 'snrDb' ? select.snrDb : select.epsilon;
    const onOtherAxis = row.axis === 'snrDb' ? select.epsilon !== undefined : select.snrDb !== undefined;
    const isMeant = (select.model ?? row.model) === row.model && (wanted ?? row.value) === row.value && !onOtherAxis;
    if (!isMeant || total === 0) return [];
    const bound = row.axis === 'snrDb' ? `, ${row.bound}` : ` ${row.bound}`;
    const what = `worst of ${row.attacks.length} attacks ${worstLabel(row)}${bound}`;
    const key = JSON.stringify([row.axis, row.bound, row.value, row.attacks]);
    return [{ model: row.model, what, key, value: hits / total }];
  });
}

function gapMatches(
  results: AssertedResults,
  curve: ResultCurve,
  { metric, select }: Pick<AssertionSpec, 'metric' | 'select'>,
): Figure[] {
  const snrDb = select.snrDb ?? results.reference?.snrDb;
  const { strength } = attackOf(results, curve);
  const gap = snrDb === undefined ? null : gapAt(curve, strength, snrDb);
  if (snrDb === undefined || gap === null) return [];
  const place = { model: curve.model, what: `${curve.attack} ${snrDb} dB`, key: curve.attack };
  if (metric === 'gap') return [{ ...place, value: gap }];
  const reference = results.curves.find(
    ({ model, attack }) => model === results.reference?.model && attack === curve.attack && model !== curve.model,
  );
  const referenceGap = reference ? gapAt(reference, strength, snrDb) : null;
  const reduction = referenceGap === null ? null : gapReduction(gap, referenceGap);
  return reduction === null ? [] : [{ ...place, value: reduction }];
}

function gapAt(curve: ResultCurve, strength: AttackSpec['strength'], snrDb: number): number | null {
  const reading = readAtSnr(curve, strength, snrDb);
  return reading === null ? null : 1 - reading.relativeAccuracy;
}

function attackOf(results: AssertedResults, curve: ResultCurve): AttackSpec {
  const attack = results.attacks.find(({ id }) => id === curve.attack);
  if (!attack) throw new Error(`the results hold a curve of an attack ${curve.attack} but not its definition`);
  return attack;
}
