import type { Comparison, ComparisonRow, ComparisonVerdict, ResultCurve, Results } from '../contract/result.js';
import { defaultGate, type GateSpec } from '../contract/suite.js';
import { curveImages } from '../metrics/curveImages.js';
import { pointLabel } from '../metrics/pointLabel.js';
import { compareOutcomes } from './compareOutcomes.js';
import { judgeRows } from './judgeRows.js';
import { requireAlike } from './requireAlike.js';

export interface CompareOptions {
  /** Gate settings; default: those of the current results. */
  readonly gate?: GateSpec;
  /** Name of the baseline: its file, relative to the working folder. */
  readonly baselineName?: string;
}

/**
 * Compares a run with a baseline image by image: the clean accuracy of each model, and each point of each curve. Fails if any row
 * regressed or, depending on the gate, is inconclusive. Throws `UserError` for runs with different settings.
 */
export function compareResults(
  baseline: Results,
  current: Results,
  { gate = current.gate ?? defaultGate, baselineName = 'the baseline' }: CompareOptions = {},
): Comparison {
  requireAlike(baseline, current, baselineName);
  const seen = new Set<string>();
  const rows = current.curves.flatMap((now) => {
    const before = baseline.curves.find(({ model, attack }) => model === now.model && attack === now.attack)!;
    const isFirst = !seen.has(now.model);
    seen.add(now.model);
    return [...(isFirst ? [cleanRow({ before, now })] : []), ...pointRows({ before, now }, current)];
  });
  const judged = judgeRows(rows, gate);
  const fails: readonly ComparisonVerdict[] =
    gate.onInconclusive === 'fail' ? ['regressed', 'inconclusive'] : ['regressed'];
  const status = judged.some(({ verdict }) => fails.includes(verdict)) ? 'fail' : 'pass';
  return { baseline: baselineName, rows: judged, status, notes: notesOn(baseline, current) };
}

type RawRow = Omit<ComparisonRow, 'adjustedPValue' | 'provableDrop' | 'verdict'>;

interface Pair {
  readonly before: ResultCurve;
  readonly now: ResultCurve;
}

function cleanRow({ before, now }: Pair): RawRow {
  const hitsOf = ({ clean, draws }: ResultCurve) => ({ hits: clean.outcomes, draws });
  return {
    model: now.model,
    attack: null,
    point: 'clean',
    ...compareOutcomes(curveImages(now), hitsOf(before), hitsOf(now)),
  };
}

function pointRows({ before, now }: Pair, { attacks }: Results): RawRow[] {
  const { model, attack } = now;
  const { strength } = attacks.find(({ id }) => id === attack)!;
  return now.points.map((_, point) => {
    const hitsOf = ({ points, draws }: ResultCurve) => ({ hits: points[point]!.outcomes, draws });
    const compared = compareOutcomes(curveImages(now), hitsOf(before), hitsOf(now));
    return { model, attack, point: pointLabel(strength, point), ...compared };
  });
}

/** Allowed differences that readers of the comparison should know about. */
function notesOn(baseline: Results, current: Results): string[] {
  const before = baseline.environment;
  const now = current.environment;
  const engine = ({ backend, simd }: typeof before) => `${backend} (${simd})`;
  const changed = current.models.filter(
    ({ id, sha256 }) => baseline.models.find((model) => model.id === id)!.sha256 !== sha256,
  );
  return [
    engine(before) === engine(now)
      ? []
      : [`the baseline was computed by ${engine(before)}, this run by ${engine(now)}`],
    before.numerics === now.numerics ? [] : ['the code that computes the results has changed since the baseline'],
    changed.length === 0
      ? []
      : [`weights or topology have changed since the baseline: ${changed.map(({ id }) => id).join(', ')}`],
  ].flat();
}
