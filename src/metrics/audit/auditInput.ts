import type { AttackSpec } from '../../contract/suite.js';

/** A model under an attack, with its outcomes image by image. */
export interface AuditedCurve {
  readonly model: string;
  readonly attack: AttackSpec;
  readonly draws: number;
  /** Ids in ascending order. */
  readonly images: readonly number[];
  /** Per point of the sweep, hits (0..draws) in the order of `images`. */
  readonly points: readonly (readonly number[])[];
  /** Per image, the number of draws with a zero loss gradient, if counted. */
  readonly zeroGradients?: readonly number[];
}

/** A model and its curves. */
export interface AuditedModel {
  readonly id: string;
  readonly stochastic: boolean;
  /** Under the suite's attacks, in its order. */
  readonly curves: readonly AuditedCurve[];
  /** Under the attacks that the audit adds. */
  readonly probes: readonly AuditedCurve[];
}

/** One point of a curve. */
export interface CurvePoint {
  readonly curve: AuditedCurve;
  readonly point: number;
}
