import { describe, expect, it } from 'vitest';
import type { AttackSpec } from '../../src/contract/suite.js';
import { onePointChart } from '../../src/reports/charts/onePointChart.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { fixtureAttacks, fixtureResults } from './support/fixtureResults.js';
import { renderReport } from './support/renderReport.js';

const [fgsm] = fixtureAttacks as [AttackSpec];
const at = (snrDb: readonly number[], more: object) =>
  ({ ...fgsm, strength: { kind: 'snrDb', snrDb, snrReference: 'centered' }, ...more }) as unknown as AttackSpec;
const resultsOf = (attacks: readonly AttackSpec[]) => fixtureResults({ attacks, assertions: [], compared: false });
const ofOneStrength = resultsOf([
  at([33], { id: 'noise', kind: 'noise' }),
  at([33], {}),
  at([33], { id: 'two', eot: 2 }),
  at([33], { id: 'known', knownDraws: true }),
]);

describe('the chart of suites whose attacks have one strength each', () => {
  it('has the worst case of the adversaries and every attack, for all models', () => {
    const summary = summarise(ofOneStrength);
    const chart = onePointChart(summary)!;
    expect(chart.title).toMatch(/^Relative accuracy by attack at 33.dB$/);
    expect(chart.table.rows.map(([label]) => label)).toEqual([
      'Worst of 2',
      'Noise',
      'FGSM',
      'FGSM (two)',
      'FGSM (known)',
    ]);
    const { data } = chart.configure({ fontSize: 12, lineWidth: 2, pointRadius: 3, isTitled: false, hasLegend: false });
    for (const [model, dataset] of data.datasets.entries()) {
      const values = (dataset.data as unknown as [number, number][]).map(([value]) => value);
      const { relative } = ofOneStrength.curves.find(
        (curve) => curve.attack === 'noise' && curve.model === ofOneStrength.models[model]!.id,
      )!.points[0]!;
      expect(values[1]).toBeCloseTo((100 * relative.hits) / relative.total, 9);
      // The worst is never above any of its attacks.
      for (const row of [2, 3]) expect(values[0]).toBeLessThanOrEqual(values[row]!);
    }
    expect(data.datasets).toHaveLength(ofOneStrength.models.length);
  });

  it('is the first on the page', () => {
    const overview = /<section id="overview"[\s\S]*?<\/section>/.exec(renderReport('html', ofOneStrength))![0];
    expect(overview).toContain('<canvas data-chart="attacks"');
    for (const { label } of ofOneStrength.models) expect(overview).toContain(label);
  });

  it('names the strengths where they differ', () => {
    const chart = onePointChart(
      summarise(resultsOf([at([33], {}), at([30], { id: 'two' }), at([33], { id: 'three' })])),
    )!;
    const labels = chart.table.rows.map(([label]) => label!.replace(/\s/g, ' '));
    expect(labels).toEqual(['Worst of 2 at 33 dB', 'FGSM at 33 dB', 'FGSM (two) at 30 dB', 'FGSM (three) at 33 dB']);
  });

  it('leaves suites with sweeps, and those of one attack, to the curves', () => {
    expect(onePointChart(summarise(resultsOf([at([33], {}), at([30, 33], { id: 'two' })])))).toBeNull();
    expect(onePointChart(summarise(resultsOf([at([33], {})])))).toBeNull();
  });
});
