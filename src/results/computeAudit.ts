import type { ResultAudit, ResultCurve, ResultModel } from '../contract/result.js';
import type { AttackSpec } from '../contract/suite.js';
import { auditChecks } from '../metrics/audit/auditChecks.js';
import { auditedCurve } from '../metrics/audit/auditedCurve.js';

/** The inputs of an audit's checks. */
export interface AuditParts {
  readonly audit: Pick<ResultAudit, 'images' | 'probes'>;
  readonly models: readonly ResultModel[];
  readonly attacks: readonly AttackSpec[];
  readonly curves: readonly ResultCurve[];
  /** Curves of the attacks that the audit adds. */
  readonly probed: readonly ResultCurve[];
}

/** Computes the audit of a run from its curves and from those that the audit adds. */
export function computeAudit({ audit, models, attacks, curves, probed }: AuditParts): ResultAudit {
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
  return { images: audit.images, probes: audit.probes, curves: probed, checks };
}

/** Corruptions and certificates are no attacks; an attack that aims at one class is weaker than it could be, which no check means. */
function isAudited(attack: AttackSpec): boolean {
  if (attack.kind === 'corruption' || attack.kind === 'smoothing') return false;
  const { targets = 'all' } = attack as { readonly targets?: unknown };
  return typeof targets === 'number' || targets === 'all';
}
