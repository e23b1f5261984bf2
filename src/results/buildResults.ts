import type { CellFailure, GalleryImage } from '../contract/cell.js';
import type { ResultAudit, ResultMetric, Results } from '../contract/result.js';
import type { AssertionSpec } from '../contract/suite.js';
import { evaluateAssertions } from '../gate/evaluateAssertions.js';
import { formVerdict } from '../gate/formVerdict.js';
import { classRows } from '../metrics/classRows.js';
import { computeGaps } from '../metrics/computeGaps.js';
import { corruptionRows } from '../metrics/corruptionRows.js';
import { decompositionRows } from '../metrics/decompositionRows.js';
import { metricRows, type PluggedMetric } from '../metrics/pluggedMetrics.js';
import { resubmissionRows } from '../metrics/resubmissionRows.js';
import { worstRows } from '../metrics/worstRows.js';
import { selectPairs } from '../planning/selectPairs.js';
import { selectProbes } from '../planning/selectProbes.js';
import { computeAudit } from './computeAudit.js';
import { isMadeGood, missingImages } from './missingImages.js';
import { type Portion, summariseCurve } from './summariseCurve.js';

/** Facts about a run apart from its outcomes. */
export interface RunFrame
  extends Omit<
    Results,
    | 'schemaVersion'
    | 'curves'
    | 'gaps'
    | 'worst'
    | 'classes'
    | 'corruptions'
    | 'resubmission'
    | 'decomposition'
    | 'gallery'
    | 'failures'
    | 'verdict'
    | 'audit'
    | 'metrics'
  > {
  /** Metrics of plug-ins to compute, or their figures from results whose plug-ins are not loaded. */
  readonly metrics?: readonly PluggedMetric[] | readonly ResultMetric[];
  readonly audit?: Pick<ResultAudit, 'images' | 'probes'>;
  readonly assertions: readonly AssertionSpec[];
}

/** The outcomes of a run, in any order. */
export interface RunOutcomes {
  readonly portions: readonly Portion[];
  readonly gallery: readonly GalleryImage[];
  readonly failures: readonly CellFailure[];
}

/**
 * Computes the complete results of a run from its outcomes. Runs and merged shards both use it, so they give the same figures.
 * The order of outcomes does not matter.
 */
export function buildResults({ assertions, audit, metrics = [], ...frame }: RunFrame, outcomes: RunOutcomes): Results {
  const asked = selectPairs(frame.models, frame.attacks, frame.partial?.grep);
  const probes = audit?.probes ?? [];
  const pairs = [...asked, ...selectProbes(frame.models, probes, frame.partial?.grep)];
  const order = new Map(pairs.map(({ model, attack }, index) => [`${model}/${attack}`, index]));
  const rank = ({ model, attack }: { readonly model: string; readonly attack: string }) =>
    order.get(`${model}/${attack}`)!;
  const strengths = new Map([...frame.attacks, ...probes].map(({ id, strength }) => [id, strength]));
  const portionsOf: Portion[][] = pairs.map(() => []);
  for (const portion of outcomes.portions) portionsOf[rank(portion)]!.push(portion);
  const summariseRange = (from: number, to: number) =>
    pairs.slice(from, to).flatMap(({ attack }, index) => {
      const portions = portionsOf[from + index]!;
      return portions.length === 0 ? [] : [summariseCurve(portions, strengths.get(attack)!)];
    });
  const curves = summariseRange(0, asked.length);
  const probed = summariseRange(asked.length, pairs.length).map(({ mistakes: _, ...curve }) => curve);
  const { attacks, models, reference, evaluation } = frame;
  const shown = attacks.filter(({ decomposes }) => decomposes === undefined);
  const worst = worstRows({ attacks, models, curves });
  const classes = classRows({ attacks: shown, curves, reference });
  const decomposition = decompositionRows({ attacks, models, curves, reference, seed: evaluation.seed });
  const corruptions = corruptionRows({ attacks, models, curves });
  // In a shard they would be over some of the images.
  const figures = frame.partial?.shard === undefined ? figuresOf(metrics, { attacks, curves }) : [];
  const run = {
    ...frame,
    curves,
    gaps: reference ? computeGaps(curves, { attacks, reference, seed: evaluation.seed }) : [],
    ...(worst.length === 0 ? {} : { worst }),
    ...(classes.length === 0 ? {} : { classes }),
    ...(corruptions.length === 0 ? {} : { corruptions }),
    ...(frame.resubmit === undefined
      ? {}
      : { resubmission: resubmissionRows({ attacks: shown, models, curves }, frame.resubmit) }),
    ...(decomposition.length === 0 ? {} : { decomposition }),
    ...(figures.length === 0 ? {} : { metrics: figures }),
    ...(audit === undefined
      ? {}
      : { audit: computeAudit({ audit, models, attacks, curves, probed, reference, seed: evaluation.seed }) }),
    gallery: outcomes.gallery.toSorted((a, b) => rank(a) - rank(b) || a.image - b.image),
    failures: outcomes.failures
      .filter((failure) => !isMadeGood(failure, [...curves, ...probed]))
      .toSorted((a, b) => rank(a) - rank(b) || a.images[0] - b.images[0]),
  };
  const verdict = formVerdict({
    assertions: evaluateAssertions(run, assertions),
    comparison: null,
    missing: missingImages(run),
  });
  return { schemaVersion: 1, ...run, verdict };
}

function figuresOf(
  metrics: NonNullable<RunFrame['metrics']>,
  { attacks, curves }: Pick<Results, 'attacks' | 'curves'>,
): readonly ResultMetric[] {
  const stored = metrics.filter((metric): metric is ResultMetric => 'value' in metric);
  const computed = metrics.filter((metric): metric is PluggedMetric => 'compute' in metric);
  return [...stored, ...metricRows(computed, { attacks, curves })];
}
