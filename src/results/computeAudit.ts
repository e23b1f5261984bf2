import type { AuditCheck, AuditSide } from '../contract/audit.js';
import type { ResultAudit, ResultCurve, ResultModel, Results } from '../contract/result.js';
import type { AttackSpec } from '../contract/suite.js';
import { auditChecks } from '../metrics/audit/auditChecks.js';
import { auditedCurve } from '../metrics/audit/auditedCurve.js';
import { attackFamily } from '../metrics/decomposedAttacks.js';
import { type CurveAt, gainLeft } from '../metrics/gainLeft.js';
import { pointLabel } from '../metrics/pointLabel.js';

/** The inputs of an audit's checks. */
export interface AuditParts {
  readonly audit: Pick<ResultAudit, 'images' | 'probes'>;
  readonly models: readonly ResultModel[];
  readonly attacks: readonly AttackSpec[];
  readonly curves: readonly ResultCurve[];
  /** Curves of the attacks that the audit adds. */
  readonly probed: readonly ResultCurve[];
  readonly reference: Results['reference'];
  readonly seed: number;
}

/** Computes the audit of a run from its curves and from those that the audit adds. */
export function computeAudit(parts: AuditParts): ResultAudit {
  const { audit, models, attacks, curves, probed } = parts;
  const specs = new Map([...attacks, ...audit.probes].map((attack) => [attack.id, attack]));
  const curvesOf = (list: readonly ResultCurve[], model: string) =>
    list
      .filter((curve) => curve.model === model && isAudited(specs.get(curve.attack)!))
      .map((curve) => auditedCurve(curve, specs.get(curve.attack)!));
  const checks = auditChecks(
    models.map(({ id, stochastic }) => ({
      id,
      stochastic,
      curves: curvesOf(curves, id),
      probes: curvesOf(probed, id),
    })),
  );
  const measured = checks.map((check) => (check.check === 'randomness' ? withGainsLeft(check, parts) : check));
  return { images: audit.images, probes: audit.probes, curves: probed, checks: measured };
}

/** Adds to each finding the share of the gain over the reference that is left once draws are known. */
function withGainsLeft(check: AuditCheck, { attacks, curves, reference, seed }: AuditParts): AuditCheck {
  const specs = new Map(attacks.map((attack) => [attack.id, attack]));
  const at = (model: string, { attack, point: label }: AuditSide): CurveAt[] =>
    curves
      .filter((curve) => curve.model === model && curve.attack === attack)
      .flatMap((curve) => curve.points.map((_, point) => ({ curve, point })))
      .filter(({ point }) => pointLabel(specs.get(attack)!.strength, point) === label);
  const findings = check.findings.map((finding) => {
    if (finding.kind !== 'paired' || reference === null) return finding;
    const { expected, against } = finding;
    const family = attackFamily(specs.get(expected.attack)!);
    const alike = attacks
      .filter((attack) => attackFamily(attack) === family)
      .map(({ id }) => ({ ...expected, attack: id }));
    // Known draws are nothing new to a deterministic reference, which has no curve of attacks that `decompose` added.
    const [whole] = [against, expected, ...alike].flatMap((side) => at(reference.model, side));
    const [[fresh], [known]] = [at(check.model, expected), at(check.model, against)];
    if (whole === undefined || fresh === undefined || known === undefined) return finding;
    const left = gainLeft({ reference: whole, fresh, known }, seed);
    return left === null ? finding : { ...finding, gainLeft: left };
  });
  return { ...check, findings };
}

/** Corruptions and certificates are no attacks; an attack that aims at one class is weaker than it could be, which no check means. */
function isAudited(attack: AttackSpec): boolean {
  if (attack.kind === 'corruption' || attack.kind === 'smoothing') return false;
  const { targets = 'all' } = attack as { readonly targets?: unknown };
  return targets === 'all';
}
