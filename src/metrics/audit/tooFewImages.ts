import type { AuditFinding, PairedFinding } from '../../contract/audit.js';
import { smallestProvableDrop } from '../smallestProvableDrop.js';
import { auditAlpha } from './pairedFindings.js';

/** A check that passes must be able to detect an excess or a share of this size. */
const smallestSeen = 0.1;

/**
 * Why a check without warnings has too few images: a paired comparison among `comparisons` could not be significant at an excess
 * of ten points, or the interval of a share extends above that. Null if there are enough.
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
