import { UserError } from '../base/errors.js';
import type { ResultCurve, ResultMetric } from '../contract/result.js';
import type { AttackSpec } from '../contract/suite.js';
import { pointLabel } from './pointLabel.js';

/** One point of a curve as a metric from a plug-in sees it. Lists have one entry per image. */
export interface MetricPoint {
  readonly model: string;
  readonly attack: AttackSpec;
  /** Index into the sweep. */
  readonly point: number;
  /** Mean over the images, in the attack's norm on pixels in [0, 1]. */
  readonly epsilon: number;
  /** dB, measured after clipping, mean over the images; null if nothing was perturbed. */
  readonly snrDb: number | null;
  /** Draws per image. */
  readonly draws: number;
  /** Share of the draws that classify the image correctly: without and under attack. */
  readonly clean: readonly number[];
  readonly attacked: readonly number[];
  /** True class, and the wrong class that most draws name under attack; null where none errs. */
  readonly labels: readonly number[];
  readonly mistakenFor: readonly (number | null)[];
  /** For attacks that search for the nearest examples: distances in the attack's norm; null if none was found. */
  readonly distances?: readonly (number | null)[];
}

/** A metric from a plug-in. */
export interface PluggedMetric {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The plug-in, as in the suite. */
  readonly file: string;
  /** A finite number; null where it does not apply. */
  readonly compute: (point: MetricPoint) => unknown;
}

/** The figures of all metrics at all points. Throws `UserError`, naming plug-in, metric and point, for one that fails. */
export function metricRows(
  metrics: readonly PluggedMetric[],
  { attacks, curves }: { readonly attacks: readonly AttackSpec[]; readonly curves: readonly ResultCurve[] },
): ResultMetric[] {
  return metrics.flatMap((metric) =>
    curves.flatMap((curve) => {
      const attack = attacks.find(({ id }) => id === curve.attack)!;
      return curve.points.map((_, point): ResultMetric => {
        const { name, title, description } = metric;
        const value = computed(metric, pointOf(curve, attack, point));
        return { metric: name, title, description, model: curve.model, attack: curve.attack, point, value };
      });
    }),
  );
}

function pointOf(curve: ResultCurve, attack: AttackSpec, point: number): MetricPoint {
  const { model, draws, clean, points, mistakes, distances } = curve;
  const { epsilon, snrDb, outcomes } = points[point]!;
  return {
    ...{ model, attack, point, epsilon, draws, snrDb: snrDb.mean },
    clean: clean.outcomes.map((hits) => hits / draws),
    attacked: outcomes.map((hits) => hits / draws),
    labels: mistakes?.labels ?? [],
    mistakenFor: (mistakes?.points[point] ?? []).map((wrong) => (wrong === 0 ? null : wrong - 1)),
    ...(distances === undefined ? {} : { distances }),
  };
}

function computed({ file, name, compute }: PluggedMetric, point: MetricPoint): number | null {
  const where = `${file}, metric ${name}, at ${point.model} ${point.attack.id} ${pointLabel(point.attack.strength, point.point)}`;
  const expected = 'a finite number, or null where the metric does not apply';
  let value: unknown;
  try {
    value = compute(point);
  } catch (error) {
    throw new UserError({ where, expected, found: error instanceof Error ? error.message : String(error) });
  }
  if (value === null || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw new UserError({ where, expected, found: String(value) });
}
