import type { CurvePoint } from '../summary/curves.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import { decibels } from '../text/numberText.js';
import { type Rate, rateWithCounts } from '../text/rate.js';
import type { Chart, ReportPluginOptions } from './chart.js';
import { curveChart } from './curveChart.js';
import type { CurveView } from './curveView.js';
import { sampleText } from './sampleText.js';

/** Relative accuracy and accuracy against SNR, in that order, if the attack has points with an SNR. */
export function snrCharts(summary: Summary, attack: AttackSummary): Chart[] {
  const isAsked = attack.curves.some(({ points }) => points.some(({ label }) => label.endsWith('dB')));
  const snr = `${isAsked ? 'Requested SNR' : 'SNR reached'} in dB (weaker perturbation to the right)`;
  const shared = { x: (point: CurvePoint) => point.snrDb, xTitle: snr, xScale: 'linear' as const, ...snrMark(summary) };
  const relative: CurveView = {
    ...shared,
    name: 'relative-snr',
    title: `Relative accuracy under ${attack.title}`,
    subtitle: sampleText(summary, 'of the images classified correctly without attack; bands: 95 % intervals'),
    description: `Line chart: relative accuracy of ${summary.models.length} models against the SNR of ${attack.title}.`,
    y: ({ relative: rate }) => shown(rate),
    yTitle: 'Relative accuracy in %',
    showsClean: false,
  };
  const accuracy: CurveView = {
    ...shared,
    name: 'accuracy-snr',
    title: `Accuracy under ${attack.title}`,
    subtitle: sampleText(summary, 'bands: 95 % intervals; dotted ends: without attack'),
    description: `Line chart: accuracy of ${summary.models.length} models against the SNR of ${attack.title}.`,
    y: ({ accuracy: rate }) => shown(rate),
    yTitle: 'Accuracy in %',
    showsClean: true,
  };
  return [relative, accuracy].flatMap((view) => curveChart(summary, attack, view) ?? []);
}

function shown(rate: Rate | null) {
  return rate && { ...rate, text: rateWithCounts(rate) };
}

/** The paper gives 33 dB as the threshold of human perception. */
export function snrMark({ reference }: Summary): { readonly mark?: NonNullable<ReportPluginOptions['mark']> } {
  if (!reference) return {};
  const words = reference.snrDb === 33 ? 'threshold of human perception' : 'reference';
  return { mark: { x: reference.snrDb, title: decibels(reference.snrDb), words } };
}
