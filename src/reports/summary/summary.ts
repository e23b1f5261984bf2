import type { Results, Verdict } from '../../contract/result.js';
import type { AttackSpec } from '../../contract/suite.js';
import type { Perturbation } from '../../perturbations/perturbations.js';
import type { AnalogTable } from './analogTables.js';
import type { AssertionRow } from './assertionRows.js';
import type { AuditSummary } from './auditSummary.js';
import type { ClassTable } from './classTables.js';
import type { ComparisonSummary } from './comparisonSummary.js';
import type { CorruptionTable } from './corruptionTables.js';
import type { Curve } from './curves.js';
import type { DecompositionTable } from './decompositionTables.js';
import type { DistanceRow } from './distanceRows.js';
import type { Fact } from './environmentRows.js';
import type { GalleryRow } from './galleryRows.js';
import type { GapRow } from './gapRows.js';
import type { MetricTable } from './metricTables.js';
import type { ModelRow } from './modelRows.js';
import type { ResubmissionTable } from './resubmissionTables.js';
import type { StrengthRow } from './strengthRows.js';
import type { WorstCase } from './worstCase.js';
import type { WorstTable } from './worstTables.js';

/** Everything that reports show, as plain data. All text in it is printable; none of it is escaped for any format. */
export interface Summary {
  readonly name: string;
  readonly status: Verdict['status'];
  readonly headline: string;
  /** Why it is incomplete. */
  readonly reasons: readonly string[];
  /** A sentence that starts with PARTIAL; null for a complete run. */
  readonly partial: string | null;
  readonly command: string;
  /** As given to the run. */
  readonly suiteFile: string;
  readonly dataset: {
    readonly name: string;
    readonly split: string;
    readonly images: number;
    readonly evaluated: number;
    /** Notes about the images, one sentence each. */
    readonly notes: readonly string[];
  };
  readonly models: readonly ModelRow[];
  readonly attacks: readonly AttackSummary[];
  readonly reference: { readonly model: string; readonly label: string; readonly snrDb: number } | null;
  /** All attacks at the reference SNR; empty with fewer than two. */
  readonly strength: readonly StrengthRow[];
  /** The worst case over attacks; null if none was computed. */
  readonly worst: WorstCase | null;
  /** The same as figures, for all axes that attacks share. */
  readonly worstTables: readonly WorstTable[];
  /** Empty for results that do not tell. */
  readonly classTables: readonly ClassTable[];
  /** Empty for a suite without models on analog hardware. */
  readonly analog: readonly AnalogTable[];
  /** Empty for a suite without corruptions. */
  readonly corruptions: readonly CorruptionTable[];
  /** Empty unless the suite requests it. */
  readonly resubmission: readonly ResubmissionTable[];
  /** Empty unless the suite decomposes the gain of a model. */
  readonly decompositions: readonly DecompositionTable[];
  /** Empty for a suite without metrics from plug-ins. */
  readonly metrics: readonly MetricTable[];
  readonly audit: AuditSummary | null;
  readonly assertions: readonly AssertionRow[];
  readonly comparison: ComparisonSummary | null;
  readonly failures: readonly FailureRow[];
  readonly environment: readonly Fact[];
  readonly evaluation: Results['evaluation'];
  /** ISO 8601. */
  readonly date: string;
  readonly durationMs: number;
}

export interface AttackSummary {
  readonly id: string;
  /** Prefix of the names of the attack's files, unique in the suite. */
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly snrReference: string;
  /** The attacker knows the draws that judge. */
  readonly knownDraws: boolean;
  /** It is part of worst cases: adversarial, without known draws. */
  readonly entersWorstCase: boolean;
  /** It certifies radii and makes no examples. */
  readonly isCertificate: boolean;
  readonly sweep: AttackSpec['strength']['kind'];
  /** What the epsilon bounds. */
  readonly perturbation: Perturbation;
  readonly curves: readonly Curve[];
  readonly gaps: readonly GapRow[];
  /** Only for attacks that search for the nearest examples. */
  readonly distances: readonly DistanceRow[];
  readonly gallery: readonly GalleryRow[];
  /** Audit warnings about the attack's figures, one sentence each. */
  readonly warnings: readonly string[];
}

export interface FailureRow {
  readonly model: string;
  readonly attack: string;
  /** e.g. `images 0 to 499`. */
  readonly images: string;
  readonly lines: readonly string[];
}
