import type { AttackSummary, Summary } from '../summary/summary.js';
import { markdownTable, escapeMarkdown as md } from '../text/markdownText.js';
import { decibels, percent, percentWithInterval } from '../text/numberText.js';
import { type Rate, rateText } from '../text/rate.js';
import { reductionFigure } from '../text/strengthText.js';

/** Clean accuracy and gaps of every model under an attack, then all its points, collapsed. */
export function attackLines(summary: Summary, attack: AttackSummary): string[] {
  if (attack.curves.length === 0) return [`### ${md(attack.title)}`, '', 'No cell of this attack was computed.'];
  const gaps = new Map(attack.gaps.map((gap) => [gap.model, gap]));
  const snr = attack.gaps[0]?.snrDb;
  const head = ['model', 'clean accuracy'];
  const axis = attack.gaps.some(({ method }) => method === 'interpolated') ? 'reached' : 'asked';
  if (snr !== undefined) head.push(`relative accuracy at ${decibels(snr)} ${axis}`, 'gap', 'gap reduction');
  const rows = attack.curves.map(({ model, clean }) => {
    const gap = gaps.get(model);
    const cells = [md(summary.models[model]!.label), rateText(clean)];
    if (snr === undefined) return cells;
    if (!gap) return [...cells, '–', '–', '–'];
    return [
      ...cells,
      percent(gap.relativeAccuracy),
      percentWithInterval(gap.gap, gap.gapInterval),
      gap.isReference ? 'reference' : reductionFigure(gap),
    ];
  });
  return [
    `### ${md(attack.title)}`,
    '',
    ...markdownTable(head, rows),
    '',
    ...attack.warnings.flatMap((text) => [`> ⚠️ Audit: ${md(text)}`, '']),
    ...sweepLines(summary, attack),
  ];
}

/** All points, collapsed. */
function sweepLines({ models }: Summary, { curves }: AttackSummary): string[] {
  const labels = curves.map(({ model }) => md(models[model]!.label));
  const points = curves[0]!.points;
  const tableOf = (of: (curve: AttackSummary['curves'][number], point: number) => Rate | null) =>
    markdownTable(
      ['point', ...labels],
      points.map(({ label }, point) => [md(label), ...curves.map((curve) => rateText(of(curve, point)))]),
    );
  return [
    '<details><summary>Relative accuracy at every point</summary>',
    '',
    ...tableOf((curve, point) => curve.points[point]?.relative ?? null),
    '',
    '</details>',
    '<details><summary>Accuracy at every point</summary>',
    '',
    ...tableOf((curve, point) => curve.points[point]?.accuracy ?? null),
    '',
    '</details>',
  ];
}
