import { perturbationKind } from '../../perturbations/perturbations.js';
import type { CurvePoint } from '../summary/curves.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import type { WorstCase } from '../summary/worstCase.js';
import { rateWithCounts } from '../text/rate.js';
import type { Chart } from './chart.js';
import { curveChart } from './curveChart.js';
import { sampleText } from './sampleText.js';
import { snrMark } from './snrCharts.js';

/** Relative accuracy of all models in the worst case over the attacks; null if none was computed. */
export function worstChart(summary: Summary): Chart | null {
  const { worst } = summary;
  if (!worst) return null;
  const isSnr = worst.sweep === 'snrDb';
  const unit = perturbationKind(worst.perturbation).axis(worst.perturbation);
  const under = worst.attacks.length === 1 ? worst.attacks[0]! : `the worst of ${worst.attacks.length} attacks`;
  return curveChart(summary, asAttack(worst), {
    name: 'relative',
    title: `Relative accuracy under ${under}`,
    subtitle: sampleText(summary, 'for each image the attack with the fewest hits; bands: 95 % intervals'),
    description: `Line chart: relative accuracy of ${worst.curves.length} models under ${under}.`,
    x: ({ snrDb, epsilon }) => (isSnr ? snrDb : unit.scale * epsilon),
    y: ({ relative }) => relative && { ...relative, text: rateWithCounts(relative) },
    xTitle: isSnr
      ? 'SNR in dB (weaker perturbation to the right)'
      : `${unit.words} (stronger perturbation to the right)`,
    yTitle: 'Relative accuracy in %',
    xScale: 'linear',
    showsClean: false,
    ...(isSnr ? snrMark(summary) : {}),
  });
}

/** The worst case in the form of one attack. */
function asAttack({ curves, sweep }: WorstCase): Pick<AttackSummary, 'id' | 'slug' | 'curves'> {
  return {
    id: 'worst',
    slug: 'worst',
    curves: curves.map(({ model, clean, points }) => ({
      model,
      clean,
      draws: 1,
      points: points.map(
        ({ label, value, accuracy, relative, drop }): CurvePoint => ({
          label,
          ...{ accuracy, relative, drop, measuredSnrDb: null },
          snrDb: sweep === 'snrDb' ? value : null,
          epsilon: sweep === 'snrDb' ? 0 : value,
        }),
      ),
    })),
  };
}
