import { describe, expect, it } from 'vitest';
import { radiusChart } from '../../src/reports/charts/radiusChart.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { makeResults, makeSuite } from '../support/madeRun.js';
import { renderReport } from './support/renderReport.js';

const certified = { id: 'certified', kind: 'smoothing', sigma: 0.25, epsilons: [0, 0.25, 0.5] };
const attacks = [
  certified,
  { id: 'fmn', kind: 'fmn', epsilons: [0.25, 0.5] },
  { id: 'fmn-linf', kind: 'fmn', norm: 'linf', epsilons: [0.25, 0.5] },
];
const made = (list: readonly object[]) =>
  makeResults(makeSuite({ attacks: list, assertions: [], reference: undefined }), { plan: { datasetImages: 60 } });

describe('the chart of certified radii', () => {
  const results = made(attacks);
  const summary = summarise(results);

  it('has the certificates beside the attacks of the same norm, for every model', () => {
    const { table, models, title } = radiusChart(summary)!;
    expect(title).toBe('Certified radius and attacks');
    expect(models).toEqual([0, 1, 2, 0, 1, 2]);
    expect(table.head[0]).toBe('Epsilon, L2 norm on pixels in [0, 1]');
    expect(table.head.slice(1, 5)).toEqual([
      'Baseline: Smoothing certificate (certified)',
      'enlarged: Smoothing certificate (certified)',
      'random-16: Smoothing certificate (certified)',
      'Baseline: FMN',
    ]);
    const { value } = summary.attacks[0]!.curves[1]!.points[2]!.accuracy!;
    const sizes = table.rows.map(([size]) => Number(size));
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(table.rows.some((row) => row[2]!.startsWith(`${(100 * value).toFixed(1)} %`))).toBe(true);
  });

  it('is in the report, and missing without certificates or without an attack of their norm', () => {
    expect(renderReport('html', results)).toContain('Certified radius and attacks');
    expect(radiusChart(summarise(made(attacks.slice(1))))).toBeNull();
    expect(radiusChart(summarise(made([certified, attacks[2]!])))).toBeNull();
  });
});
