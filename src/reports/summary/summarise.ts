import { kindOf } from '../../attackKinds/attackKinds.js';
import { countImages, imagesText, joinRanges } from '../../contract/imageRange.js';
import type { Results } from '../../contract/result.js';
import { entersWorstCase } from '../../metrics/isAdversary.js';
import { attackSentences, attackTitle, snrReferenceText } from '../describeAttack.js';
import { printable, printableLines } from '../text/printable.js';
import { analogTables } from './analogTables.js';
import { assertionRows } from './assertionRows.js';
import { auditSummary, auditWarningsOf } from './auditSummary.js';
import { classTables } from './classTables.js';
import { comparisonSummary } from './comparisonSummary.js';
import { corruptionTables } from './corruptionTables.js';
import { curvesOf } from './curves.js';
import { decompositionTables } from './decompositionTables.js';
import { distanceRows } from './distanceRows.js';
import { environmentRows } from './environmentRows.js';
import { fileSlugs } from './fileSlugs.js';
import { galleryRows } from './galleryRows.js';
import { gapRows } from './gapRows.js';
import { headline } from './headline.js';
import { metricTables } from './metricTables.js';
import { modelRows } from './modelRows.js';
import { partialNotice } from './partialNotice.js';
import { resubmissionTables } from './resubmissionTables.js';
import { strengthRows } from './strengthRows.js';
import type { AttackSummary, Summary } from './summary.js';
import { worstCase } from './worstCase.js';
import { worstTables } from './worstTables.js';

/** Converts results to the summary that all reporters share. */
export function summarise(complete: Results): Summary {
  const results = withoutAdded(complete);
  const { suite, dataset, verdict, environment, evaluation } = results;
  const assertions = assertionRows(results);
  const comparison = comparisonSummary(results);
  return {
    name: printable(suite.name),
    status: verdict.status,
    headline: headline(results, { assertions, comparison }),
    reasons: verdict.reasons.map(printable),
    partial: partialNotice(results),
    command: printable(results.command),
    suiteFile: printable(suite.file),
    dataset: {
      name: printable(dataset.name),
      split: printable(dataset.split),
      images: dataset.images,
      evaluated: evaluatedImages(results),
      notes: (dataset.notes ?? []).map(printable),
    },
    models: modelRows(results),
    attacks: attackSummaries(results),
    reference: referenceOf(results),
    strength: strengthRows(results),
    worst: worstCase(results),
    worstTables: worstTables(results),
    classTables: classTables(results),
    analog: analogTables(results),
    corruptions: corruptionTables(results),
    resubmission: resubmissionTables(results),
    decompositions: decompositionTables(complete),
    metrics: metricTables(results),
    audit: auditSummary(complete),
    assertions,
    comparison,
    failures: results.failures.map(({ model, attack, images, error }) => ({
      model: printable(model),
      attack: printable(attack),
      images: imagesText(images),
      lines: printableLines(error),
    })),
    environment: environmentRows(results),
    evaluation,
    date: environment.date,
    durationMs: environment.durationMs,
  };
}

/** Attacks that a decomposition added are shown only there, and as far as the audit uses them. */
function withoutAdded(results: Results): Results {
  const added = new Set(results.attacks.filter(({ decomposes }) => decomposes !== undefined).map(({ id }) => id));
  const isShown = ({ attack }: { readonly attack: string }) => !added.has(attack);
  if (added.size === 0) return results;
  return {
    ...results,
    attacks: results.attacks.filter(({ id }) => !added.has(id)),
    curves: results.curves.filter(isShown),
    gaps: results.gaps.filter(isShown),
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
    knownDraws: attack.knownDraws === true,
    entersWorstCase: entersWorstCase(attack),
    isCertificate: attack.kind === 'smoothing',
    sweep: attack.strength.kind,
    perturbation: kindOf(attack).perturbation(attack),
    curves: curvesOf(results, attack),
    gaps: gapRows(results, attack.id),
    gallery: galleryRows(results, attack),
    distances: distanceRows(results, attack),
    warnings: auditWarningsOf(results, attack),
  }));
}

function referenceOf({ reference, models }: Results): Summary['reference'] {
  if (!reference) return null;
  const label = models.find(({ id }) => id === reference.model)?.label ?? reference.model;
  return { model: printable(reference.model), label: printable(label), snrDb: reference.snrDb };
}

/** Images with at least one curve. */
function evaluatedImages({ curves }: Results): number {
  return countImages(joinRanges(curves.flatMap(({ parts }) => parts.map(({ images }) => images))));
}
