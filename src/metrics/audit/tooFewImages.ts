import type { AuditFinding, PairedFinding } from '../../contract/audit.js';
import { smallestProvableDrop } from '../smallestProvableDrop.js';
import { auditAlpha } from './pairedFindings.js';

/** An excess or a share of this size has to show in a check that passes. */
const smallestSeen = 0.1;

/**
 * Why the findings of a check that gives no warning are on too few images to tell: one of a paired comparison among
 * `comparisons` could not have come out significant with an excess of ten points, or the interval of a share reaches above
 * that. Null if they are enough.
 */
export function tooFewImages(findings: readonly AuditFinding[], comparisons: number): string | null {
  const blind = findings.filter((finding) =>
    finding.kind === 'paired' ? !sees(finding, comparisons) : finding.interval[1] > smallestSeen && finding.hits === 0,
  );
  if (blind.length === 0) return null;
  const [first] = blind as [AuditFinding];
  if (first.kind === 'share') return `with ${first.total} images x draws a share of 10 % may go undetected`;
  const provable = smallestProvableDrop(first.images, { comparisons, alpha: auditAlpha });
  return provable === null
    ? `on ${first.images} images no excess can be detected beside ${comparisons - 1} other comparisons`
    : `on ${first.images} images no excess below ${(100 * provable).toFixed(0)} points can be detected beside ${comparisons - 1} other comparisons`;
}

function sees({ images }: PairedFinding, comparisons: number): boolean {
  const provable = smallestProvableDrop(images, { comparisons, alpha: auditAlpha });
  return provable !== null && provable <= smallestSeen;
}
