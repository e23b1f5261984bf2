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

/** The audit settings of a suite. */
export interface AuditSpec {
  /** Number of images, the first ones, of the cells that the audit adds. */
  readonly images: number;
}

/** One attack at one point of its sweep. */
export interface AuditSide {
  readonly attack: string;
  /** e.g. `33 dB`. */
  readonly point: string;
  /** Correct images x draws, over the images compared. */
  readonly hits: number;
  readonly total: number;
}

/** The share of a gain over the reference model under fresh draws that is left under known ones. */
export interface GainLeft {
  readonly share: number;
  /** 95 %, by a bootstrap paired by image. */
  readonly interval: readonly [low: number, high: number];
}

/** Two attacks, or two strengths of one attack, on the same images: `expected` should be at least as strong as `against`. */
export interface PairedFinding {
  readonly kind: 'paired';
  readonly expected: AuditSide;
  readonly against: AuditSide;
  readonly images: number;
  /** Accuracy under `expected` minus accuracy under `against`; should not be above 0. */
  readonly excess: number;
  /** 95 %, paired by image. */
  readonly interval: readonly [low: number, high: number];
  /** Images with more, and with fewer, hits under `expected`. */
  readonly higher: number;
  readonly lower: number;
  /** Exact two-sided McNemar (sign test on images), and after Holm's correction over all pairs of the check. */
  readonly pValue: number;
  readonly adjustedPValue: number;
  /** Of the check `randomness`, if the suite has a reference that was attacked alike and that the model gains on. */
  readonly gainLeft?: GainLeft;
  readonly warning: boolean;
}

/** A share that should be 0: images x draws that survive any epsilon, or whose gradient is zero. */
export interface ShareFinding {
  readonly kind: 'share';
  readonly of: 'accuracy' | 'zeroGradient';
  readonly attack: string;
  readonly point: string;
  readonly hits: number;
  readonly total: number;
  readonly interval: readonly [low: number, high: number];
  /** The check warns if the interval lies above it; null if any hit is a warning. */
  readonly limit: number | null;
  readonly warning: boolean;
}

export type AuditFinding = PairedFinding | ShareFinding;

/** The result of one check for one model. */
export interface AuditCheck {
  readonly check: AuditCheckName;
  readonly model: string;
  /** `too few`: no warning, but on too few images to detect an excess of ten points. */
  readonly status: 'pass' | 'warning' | 'too few' | 'not applicable';
  /** Why it is not applicable, or what it could detect on so few images; null otherwise. */
  readonly reason: string | null;
  readonly findings: readonly AuditFinding[];
}
