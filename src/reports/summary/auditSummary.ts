import type { AuditCheck, AuditFinding, AuditSide } from '../../contract/audit.js';
import type { Interval, Results } from '../../contract/result.js';
import type { AttackSpec } from '../../contract/suite.js';
import { auditedCurve } from '../../metrics/audit/auditedCurve.js';
import { eotLadders } from '../../metrics/audit/eotPairs.js';
import { auditCheckTitles } from '../text/auditTexts.js';
import { counted, percent, percentWithInterval, pointsValue, pValueText } from '../text/numberText.js';
import { printable } from '../text/printable.js';

/** One check of one model in words. */
export interface AuditRow {
  readonly check: AuditCheck['check'];
  readonly title: string;
  /** Position of the model in the suite. */
  readonly model: number;
  readonly status: AuditCheck['status'];
  /** The figures of the worst finding, or why there is none. */
  readonly worst: string;
  /** Every finding, warnings first. */
  readonly lines: readonly { readonly text: string; readonly warning: boolean }[];
}

/** Relative accuracy of a model against the number of averaged draws. */
export interface EotCurve {
  readonly model: number;
  readonly kind: 'fgsm' | 'pgd';
  readonly points: readonly { readonly eot: number; readonly value: number; readonly interval: Interval }[];
}

/** An audit in words; null without one. */
export interface AuditSummary {
  readonly images: number;
  readonly rows: readonly AuditRow[];
  readonly warnings: number;
  readonly eotCurves: readonly EotCurve[];
}

/** Describes the audit of results in words. Throws `UserError` for damaged outcomes. */
export function auditSummary({ audit, models }: Results): AuditSummary | null {
  if (audit === undefined) return null;
  const rows = audit.checks.map(({ check, model, status, reason, findings }): AuditRow => {
    const sorted = findings.toSorted((a, b) => badness(b) - badness(a));
    return {
      check,
      title: auditCheckTitles[check],
      model: models.findIndex(({ id }) => id === model),
      status,
      worst: [reason, sorted[0] && findingText(sorted[0])].filter(Boolean).join('; '),
      lines: sorted.map((finding) => ({ text: findingText(finding), warning: finding.warning })),
    };
  });
  const warnings = rows.filter(({ status }) => status === 'warning').length;
  return { images: audit.images, rows, warnings, eotCurves: eotCurves(audit, models) };
}

/** Warnings about an attack's figures, one sentence each. */
export function auditWarningsOf({ audit, models }: Results, attack: AttackSpec): string[] {
  return (audit?.checks ?? []).flatMap(({ check, model, findings }) => {
    const label = models.find(({ id }) => id === model)?.label ?? model;
    return findings
      .filter((finding) => finding.warning && bearsOn(finding, attack))
      .map((finding) => `${printable(label)}: ${auditCheckTitles[check]}? ${findingText(finding)}`);
  });
}

function bearsOn(finding: AuditFinding, { id }: AttackSpec): boolean {
  return finding.kind === 'paired' && (finding.expected.attack === id || finding.against.attack === id);
}

function badness(finding: AuditFinding): number {
  const size = finding.kind === 'paired' ? finding.excess : finding.hits / finding.total;
  return size + (finding.warning ? 10 : 0);
}

function findingText(finding: AuditFinding): string {
  if (finding.kind === 'paired') {
    const { expected, against, excess, interval, adjustedPValue, images, gainLeft } = finding;
    const figures = `${pointsValue(excess)} points [${interval.map(pointsValue).join(', ')}], p ${pValueText(adjustedPValue)}`;
    const left = gainLeft && `; ${percentWithInterval(gainLeft.share, gainLeft.interval)} of the gain is left`;
    return `${sideText(expected)} against ${sideText(against)}: ${figures}, ${counted(images, 'image')}${left ?? ''}`;
  }
  const { of, hits, total, interval, attack, point } = finding;
  const share = percentWithInterval(hits / total, interval);
  return of === 'accuracy'
    ? `${share} still correct under ${printable(attack)} at ${point}`
    : `${share} of the gradients are zero (${hits} of ${total})`;
}

function sideText({ attack, point, hits, total }: AuditSide): string {
  return `${printable(attack)} at ${point} ${total === 0 ? '–' : percent(hits / total)}`;
}

function eotCurves({ curves, probes }: NonNullable<Results['audit']>, models: Results['models']): EotCurve[] {
  return models.flatMap(({ id }, model) => {
    const own = curves.filter((curve) => curve.model === id);
    const audited = own.map((curve) => auditedCurve(curve, probes.find((probe) => probe.id === curve.attack)!));
    return eotLadders(audited).map(({ kind, rungs }) => ({
      model,
      kind,
      points: rungs.flatMap(({ eot, curve }) => {
        const point = own.find(({ attack }) => attack === curve.attack.id)!.points[0]!;
        const { hits, total, interval } = point.relative;
        return total === 0 ? [] : [{ eot, value: hits / total, interval }];
      }),
    }));
  });
}
