import { attackNorm, type PerturbationNorm } from '../contract/attackNorm.js';
import type { Results, Verdict } from '../contract/result.js';
import type { AttackSpec } from '../contract/suite.js';
import { type AssertionRow, assertionRows } from './assertionRows.js';
import { type AuditSummary, auditSummary, auditWarningsOf } from './auditSummary.js';
import { type ComparisonSummary, comparisonSummary } from './comparisonSummary.js';
import { type Curve, curvesOf } from './curves.js';
import { attackSentences, attackTitle, snrReferenceText } from './describeAttack.js';
import { environmentRows, type Fact } from './environmentRows.js';
import { fileSlugs } from './fileSlugs.js';
import { type GalleryRow, galleryRows } from './galleryRows.js';
import { type GapRow, gapRows } from './gapRows.js';
import { headline } from './headline.js';
import { type ModelRow, modelRows } from './modelRows.js';
import { partialNotice } from './partialNotice.js';
import { printable, printableLines } from './printable.js';
import { type StrengthRow, strengthRows } from './strengthRows.js';

/** Everything that reports show, as plain data. All text in it is printable; none of it is escaped for any format. */
export interface Summary {
  readonly name: string;
  readonly status: Verdict['status'];
  readonly headline: string;
  /** Why it is incomplete. */
  readonly reasons: readonly string[];
  /** A sentence that begins with PARTIAL; null for a whole run. */
  readonly partial: string | null;
  readonly command: string;
  readonly dataset: {
    readonly name: string;
    readonly split: string;
    readonly images: number;
    readonly evaluated: number;
  };
  readonly models: readonly ModelRow[];
  readonly attacks: readonly AttackSummary[];
  readonly reference: { readonly model: string; readonly label: string; readonly snrDb: number } | null;
  /** All attacks side by side at the reference SNR; empty with fewer than two. */
  readonly strength: readonly StrengthRow[];
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
  /** Begins the names of the attack's files; no other attack of the suite has it. */
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly snrReference: string;
  readonly sweep: AttackSpec['strength']['kind'];
  /** What the epsilon bounds. */
  readonly norm: PerturbationNorm;
  readonly curves: readonly Curve[];
  readonly gaps: readonly GapRow[];
  readonly gallery: readonly GalleryRow[];
  /** What the audit has against the attack's figures, a sentence each. */
  readonly warnings: readonly string[];
}

export interface FailureRow {
  readonly model: string;
  readonly attack: string;
  /** e.g. `images 0 to 499`. */
  readonly images: string;
  readonly lines: readonly string[];
}

/** Puts results into the form that all reporters share. Throws `UserError` for damaged outcomes. */
export function summarise(results: Results): Summary {
  const { suite, dataset, verdict, environment, evaluation } = results;
  const assertions = assertionRows(results);
  const comparison = comparisonSummary(results);
  return {
    name: printable(suite.name),
    status: verdict.status,
    headline: headline(assertions, comparison),
    reasons: verdict.reasons.map(printable),
    partial: partialNotice(results),
    command: printable(results.command),
    dataset: {
      name: printable(dataset.name),
      split: printable(dataset.split),
      images: dataset.images,
      evaluated: evaluatedImages(results),
    },
    models: modelRows(results),
    attacks: attackSummaries(results),
    reference: referenceOf(results),
    strength: strengthRows(results),
    audit: auditSummary(results),
    assertions,
    comparison,
    failures: results.failures.map(({ model, attack, images: [from, to], error }) => ({
      model: printable(model),
      attack: printable(attack),
      images: to - from === 1 ? `image ${from}` : `images ${from} to ${to - 1}`,
      lines: printableLines(error),
    })),
    environment: environmentRows(results),
    evaluation,
    date: environment.date,
    durationMs: environment.durationMs,
  };
}

function attackSummaries(results: Results): AttackSummary[] {
  const slugs = fileSlugs(results.attacks.map(({ id }) => id));
  return results.attacks.map((attack, index) => ({
    id: printable(attack.id),
    slug: slugs[index]!,
    title: printable(attackTitle(attack)),
    description: attackSentences(attack),
    snrReference: snrReferenceText(attack),
    sweep: attack.strength.kind,
    norm: attackNorm(attack),
    curves: curvesOf(results, attack),
    gaps: gapRows(results, attack.id),
    gallery: galleryRows(results, attack.id),
    warnings: auditWarningsOf(results, attack),
  }));
}

function referenceOf({ reference, models }: Results): Summary['reference'] {
  if (!reference) return null;
  const label = models.find(({ id }) => id === reference.model)?.label ?? reference.model;
  return { model: printable(reference.model), label: printable(label), snrDb: reference.snrDb };
}

/** Images that at least one cell is over. */
function evaluatedImages({ cells }: Results): number {
  const ranges = cells.flatMap(({ parts }) => parts.map(({ images }) => images)).sort((a, b) => a[0] - b[0]);
  let evaluated = 0;
  let end = 0;
  for (const [from, to] of ranges) {
    evaluated += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return evaluated;
}
