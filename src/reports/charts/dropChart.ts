import { perturbationKind } from '../../perturbations/perturbations.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import type { Chart } from './chart.js';
import { curveChart } from './curveChart.js';
import { sampleText } from './sampleText.js';

/** Accuracy lost against epsilon; null for an attack that perturbs nothing. */
export function dropChart(summary: Summary, attack: AttackSummary): Chart | null {
  const epsilons = attack.curves.flatMap(({ points }) => points.map(({ epsilon }) => epsilon)).filter((e) => e > 0);
  if (epsilons.length === 0) return null;
  // Sweeps over SNRs have geometrically spaced epsilons: on a linear axis half of them would be in its first tenth.
  const isWide = Math.max(...epsilons) / Math.min(...epsilons) > 80;
  const unit = perturbationKind(attack.perturbation).axis(attack.perturbation);
  return curveChart(summary, attack, {
    name: 'drop-epsilon',
    title: `Accuracy drop under ${attack.title}`,
    subtitle: sampleText(summary, 'accuracy without attack minus accuracy; bands: 95 % intervals, paired by image'),
    description: `Line chart: accuracy lost by ${summary.models.length} models against epsilon of ${attack.title}.`,
    x: ({ epsilon }) => (isWide && epsilon === 0 ? null : unit.scale * epsilon),
    y: ({ drop }) => drop,
    xTitle: `${unit.words} (stronger perturbation to the right)`,
    yTitle: 'Accuracy drop in points',
    xScale: isWide ? 'logarithmic' : 'linear',
    showsClean: false,
  });
}
