import { perturbationKind } from '../../perturbations/perturbations.js';
import type { Chart } from '../charts/chart.js';
import { curveChart } from '../charts/curveChart.js';
import type { Curve, CurvePoint } from '../summary/curves.js';
import type { AttackSummary, Summary } from '../summary/summary.js';

/** More curves cannot be told apart. */
const mostModels = 4;

/**
 * Accuracy under an attack of the models that changed, in both runs: dashed in the first, solid in the second; null if none has two
 * points. The models that changed most come first; those that do not fit are named in the tables.
 */
export function compareChart(
  before: Summary,
  after: Summary,
  { attack: id, models }: { readonly attack: string; readonly models: readonly string[] },
): Chart | null {
  const attack = after.attacks.find((own) => own.id === id);
  const earlier = before.attacks.find((own) => own.id === id);
  if (attack === undefined || earlier === undefined) return null;
  const chosen = models.slice(0, mostModels).map((label) => after.models.findIndex((model) => model.label === label));
  const pairs = chosen.flatMap((position) => {
    const model = after.models[position]!;
    const old = before.models.findIndex(({ id: own }) => own === model.id);
    const now = attack.curves.find((curve) => curve.model === position);
    const then = earlier.curves.find((curve) => curve.model === old);
    return now === undefined || then === undefined ? [] : [{ model, now, then }];
  });
  const drawn = pairs.map(({ model }) => ({ ...model, style: { ...model.style, dash: [] } }));
  const ghosts = pairs.map(({ model }) => ({
    ...{ ...model, label: `${model.label}, before` },
    style: { ...model.style, dash: [4, 4] },
  }));
  const curves = [
    ...pairs.map(({ now }, index): Curve => ({ ...now, model: index })),
    ...pairs.map(({ then }, index): Curve => ({ ...then, model: pairs.length + index })),
  ];
  const summary = { ...after, models: [...drawn, ...ghosts] };
  return curveChart(summary, { id: attack.id, slug: attack.slug, curves }, viewOf(attack, curves));
}

function viewOf(attack: AttackSummary, curves: readonly Curve[]) {
  const isSnr = attack.sweep === 'snrDb';
  const unit = perturbationKind(attack.perturbation).axis(attack.perturbation);
  const xs = curves.flatMap(({ points }) => points.map(({ epsilon }) => epsilon)).filter((epsilon) => epsilon > 0);
  const isWide = !isSnr && xs.length > 0 && Math.max(...xs) / Math.min(...xs) > 80;
  return {
    name: 'before-after',
    title: `Accuracy under ${attack.title}`,
    subtitle: 'solid: this run; dashed: the first run; bands: 95 % intervals',
    description: `Line chart: accuracy under ${attack.title} in both runs.`,
    x: ({ snrDb, epsilon }: CurvePoint) => (isSnr ? snrDb : isWide && epsilon === 0 ? null : unit.scale * epsilon),
    y: ({ accuracy }: CurvePoint) => accuracy,
    xTitle: isSnr ? 'SNR in dB (weaker to the right)' : `${unit.words} (stronger to the right)`,
    yTitle: 'Accuracy in %',
    xScale: isWide ? ('logarithmic' as const) : ('linear' as const),
    showsClean: false,
  };
}
