import { type AuditCheck, type AuditCheckName, type AuditFinding, auditCheckNames } from '../../contract/audit.js';
import type { AuditedModel } from './auditInput.js';
import { pairedChecks } from './pairedChecks.js';
import { pairedFindings } from './pairedFindings.js';
import { largeEpsilonFindings, zeroGradientFindings } from './shareFindings.js';
import { tooFewImages } from './tooFewImages.js';

/**
 * All checks for gradient masking, each for every model (Athalye et al. 2018; Carlini et al. 2019). A check that is not
 * applicable says why. The pairs of a check over all models form one family of tests. docs/audit.md has the thresholds.
 */
export function auditChecks(models: readonly AuditedModel[]): AuditCheck[] {
  return auditCheckNames.flatMap((check) => checkModels(check, models));
}

function checkModels(check: AuditCheckName, models: readonly AuditedModel[]): AuditCheck[] {
  if (check === 'largeEpsilon') {
    return models.map((model) => judge({ check, model }, largeEpsilonFindings(model), 'epsilon 1 was not evaluated'));
  }
  if (check === 'zeroGradient') {
    return models.map((model) => judge({ check, model }, zeroGradientFindings(model), 'no gradient was computed'));
  }
  const asked = models.map((model) => ({ model, found: pairedChecks[check](model) }));
  const findings = pairedFindings(asked.flatMap(({ found }) => (typeof found === 'string' ? [] : found)));
  let at = 0;
  return asked.map(({ model, found }) => {
    if (typeof found === 'string') return judge({ check, model }, [], found);
    const own = findings.slice(at, at + found.length);
    at += found.length;
    return judge({ check, model, comparisons: findings.length }, own, 'nothing could be compared');
  });
}

function judge(
  {
    check,
    model,
    comparisons = 1,
  }: { readonly check: AuditCheckName; readonly model: AuditedModel; readonly comparisons?: number },
  findings: readonly AuditFinding[],
  reason: string,
): AuditCheck {
  if (findings.length === 0) return { check, model: model.id, status: 'not applicable', reason, findings };
  if (findings.some(({ warning }) => warning))
    return { check, model: model.id, status: 'warning', reason: null, findings };
  const blind = tooFewImages(findings, comparisons);
  return { check, model: model.id, status: blind === null ? 'pass' : 'too few', reason: blind, findings };
}
