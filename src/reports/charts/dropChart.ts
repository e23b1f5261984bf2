import type { AttackSummary, Summary } from '../summary/summary.js';
import type { Chart } from './chart.js';
import { curveChart } from './curveChart.js';
import { sampleText } from './sampleText.js';

/** A change of each value is told in grey levels; a Euclidean norm over all values is in none. */
const units = {
  linf: { scale: 255, words: 'Epsilon in 1/255' },
  rms: { scale: 255, words: 'Epsilon (root mean square) in 1/255' },
  l2: { scale: 1, words: 'Epsilon, L2 norm on pixels in [0, 1]' },
} satisfies Record<AttackSummary['norm'], { readonly scale: number; readonly words: string }>;

/** Accuracy lost against epsilon; null for an attack that perturbs nothing. */
export function dropChart(summary: Summary, attack: AttackSummary): Chart | null {
  const epsilons = attack.curves.flatMap(({ points }) => points.map(({ epsilon }) => epsilon)).filter((e) => e > 0);
  if (epsilons.length === 0) return null;
  // Sweeps over SNRs space their epsilons by factors: on a linear axis half of them would lie on its first tenth.
  const isWide = Math.max(...epsilons) / Math.min(...epsilons) > 80;
  const unit = units[attack.norm];
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
