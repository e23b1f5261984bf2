import type { ShareFinding } from '../../contract/audit.js';
import { accuracyProportion } from '../accuracyProportion.js';
import { pointLabel } from '../pointLabel.js';
import type { AuditedModel } from './auditInput.js';
import { auditMargin } from './pairedFindings.js';

/** With epsilon 1 every image can become any other: warns if the interval of the accuracy lies above one percentage point. */
export function largeEpsilonFindings({ probes }: AuditedModel): ShareFinding[] {
  return probes.flatMap(({ attack, points, draws }) => {
    const { strength } = attack;
    const point = strength.kind === 'epsilons' ? strength.epsilons.indexOf(1) : -1;
    if (point < 0 || points[point]!.length === 0) return [];
    const proportion = accuracyProportion(points[point]!, draws);
    const place = { attack: attack.id, point: pointLabel(strength, point) };
    const warning = proportion.interval[0] > auditMargin;
    return [{ kind: 'share', of: 'accuracy', ...place, ...proportion, limit: auditMargin, warning }];
  });
}

/** A gradient that is zero everywhere is a fact, not an estimate: a single one causes a warning. */
export function zeroGradientFindings({ probes }: AuditedModel): ShareFinding[] {
  return probes.flatMap(({ attack, zeroGradients, draws }) => {
    if (zeroGradients === undefined || zeroGradients.length === 0) return [];
    const proportion = accuracyProportion(zeroGradients, draws);
    const place = { attack: attack.id, point: 'clean images' };
    return [{ kind: 'share', of: 'zeroGradient', ...place, ...proportion, limit: null, warning: proportion.hits > 0 }];
  });
}
