/** Checks of an audit, in the order of docs/audit.md. */
export const auditCheckNames = [
  'iterative',
  'largeEpsilon',
  'blackBox',
  'noise',
  'eotConvergence',
  'randomness',
  'zeroGradient',
  'monotone',
] as const;
export type AuditCheckName = (typeof auditCheckNames)[number];

/** An audit as a suite asks for it. */
export interface AuditSpec {
  /** The audit's own cells are over the first so many images. */
  readonly images: number;
}

/** One attack at one point of its sweep. */
export interface AuditSide {
  readonly attack: string;
  /** e.g. `33 dB`. */
  readonly point: string;
  /** Images x draws that were still right, over the images compared. */
  readonly hits: number;
  readonly total: number;
}

/** Two attacks, or two strengths of one, on the same images: `expected` ought to be at least as strong as `against`. */
export interface PairedFinding {
  readonly kind: 'paired';
  readonly expected: AuditSide;
  readonly against: AuditSide;
  readonly images: number;
  /** Accuracy under `expected` minus accuracy under `against`: above 0 is what ought not to be. */
  readonly excess: number;
  /** 95 %, paired by image. */
  readonly interval: readonly [low: number, high: number];
  /** Images with more, and with fewer, hits under `expected`. */
  readonly higher: number;
  readonly lower: number;
  /** Exact two-sided McNemar (sign test on images), and after Holm's correction over all pairs of the check. */
  readonly pValue: number;
  readonly adjustedPValue: number;
  readonly warning: boolean;
}

/** A share that ought to be 0: of images x draws that survive any epsilon, or whose gradient is zero. */
export interface ShareFinding {
  readonly kind: 'share';
  readonly of: 'accuracy' | 'zeroGradient';
  readonly attack: string;
  readonly point: string;
  readonly hits: number;
  readonly total: number;
  readonly interval: readonly [low: number, high: number];
  /** A warning is given where the interval lies above it; null where any hit is one too many. */
  readonly limit: number | null;
  readonly warning: boolean;
}

export type AuditFinding = PairedFinding | ShareFinding;

/** What one check says of one model. */
export interface AuditCheck {
  readonly check: AuditCheckName;
  readonly model: string;
  /** `too few`: no warning, on so few images that one of ten points could not have been seen. */
  readonly status: 'pass' | 'warning' | 'too few' | 'not applicable';
  /** Why it is not applicable, or what so few images could show; null otherwise. */
  readonly reason: string | null;
  readonly findings: readonly AuditFinding[];
}
