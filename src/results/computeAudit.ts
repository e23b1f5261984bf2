import type { ResultAudit, ResultModel } from '../contract/result.js';
import type { AttackSpec } from '../contract/suite.js';
import { auditChecks } from '../metrics/audit/auditChecks.js';
import type { AuditedCurve } from '../metrics/audit/auditInput.js';
import { unpackCell } from '../metrics/unpackCell.js';
import type { SummarisedCell } from './summariseCell.js';

/** What the checks of an audit are made of. */
export interface AuditParts {
  readonly audit: Pick<ResultAudit, 'images' | 'probes'>;
  readonly models: readonly ResultModel[];
  readonly attacks: readonly AttackSpec[];
  readonly cells: readonly SummarisedCell[];
  readonly probed: readonly SummarisedCell[];
}

/** The audit of a run from the outcomes of its cells and of those that only the audit needs. */
export function computeAudit({ audit, models, attacks, cells, probed }: AuditParts): ResultAudit {
  const specs = new Map([...attacks, ...audit.probes].map((attack) => [attack.id, attack]));
  const curvesOf = (list: readonly SummarisedCell[], model: string) =>
    list.filter(({ cell }) => cell.model === model).map((own) => curveOf(own, specs.get(own.cell.attack)!));
  const checks = auditChecks(
    models.map(({ id, stochastic }) => ({
      id,
      stochastic,
      curves: curvesOf(cells, id),
      probes: curvesOf(probed, id),
    })),
  );
  return { images: audit.images, probes: audit.probes, cells: probed.map(({ cell }) => cell), checks };
}

function curveOf({ cell }: SummarisedCell, attack: AttackSpec): AuditedCurve {
  const { images, points, zeroGradients } = unpackCell(cell, 'results');
  const { model, draws } = cell;
  return { model, attack, draws, images, points, ...(zeroGradients === undefined ? {} : { zeroGradients }) };
}
