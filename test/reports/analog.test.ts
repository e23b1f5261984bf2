import { describe, expect, it } from 'vitest';
import type { AnalogSpec } from '../../src/contract/analog.js';
import type { Results } from '../../src/contract/result.js';
import { analogChart } from '../../src/reports/charts/analogChart.js';
import { pageMedium } from '../../src/reports/charts/medium.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { fixtureResults } from './support/fixtureResults.js';
import { renderReport } from './support/renderReport.js';

const digital = fixtureResults({ images: 100 });
const spec: AnalogSpec = { device: 'pcm', chip: 1, time: 20, compensation: 'global', rows: 512 };
const [network] = digital.models;

/** The fixture's first model on two chips at two times, each as right as the model `of` of the fixture. */
function onChips(of: readonly string[]): Results {
  const places = [20, 3600].flatMap((time) => [1, 2].map((chip) => ({ chip, time })));
  const named = ({ chip, time }: { chip: number; time: number }) => `a.chip${chip}.${time === 20 ? '20s' : '1h'}`;
  const models = places.map((place) => ({
    ...network!,
    id: named(place),
    label: `A, chip ${place.chip}, after ${place.time === 20 ? '20s' : '1h'}`,
    analog: { ...spec, ...place },
  }));
  const curves = places.flatMap((place, at) =>
    digital.curves.filter(({ model }) => model === of[at]).map((curve) => ({ ...curve, model: named(place) })),
  );
  return { ...digital, models: [...digital.models, ...models], curves: [...digital.curves, ...curves] };
}

const ids = digital.models.map(({ id }) => id);
const results = onChips([ids[0]!, ids[1]!, ids[2]!, ids[2]!]);
const { analog } = summarise(results);

describe('models on analog hardware in reports', () => {
  it('are one row for all chips and times, with the same network without hardware', () => {
    expect(analog.map(({ title }) => title)[0]).toBe('Without attack');
    for (const { times, rows } of analog) {
      expect(times.map(({ label }) => label)).toEqual(['20s', '1h']);
      expect(rows.map(({ label, chips }) => [label, chips])).toEqual([['A', 2]]);
    }
    const [clean] = analog;
    const curve = (model: string) => digital.curves.find((own) => own.model === model)!;
    const rate = (model: string) => curve(model).clean.hits / curve(model).clean.total;
    expect(clean!.rows[0]!.rates[0]!.value).toBeCloseTo((rate(ids[0]!) + rate(ids[1]!)) / 2, 10);
    expect(clean!.rows[0]!.rates[1]!.value).toBeCloseTo(rate(ids[2]!), 10);
    expect(clean!.rows[0]!.digital!.value).toBeCloseTo(rate(ids[0]!), 10);
  });

  it('have the figure of the chips that were evaluated, and none without any', () => {
    const without = (...ids: string[]) => ({
      ...results,
      curves: results.curves.filter(({ model }) => !ids.includes(model)),
    });
    for (const [at, { rows }] of summarise(without('a.chip2.1h')).analog.entries()) {
      expect(rows[0]!.rates[1]!.value).toBeCloseTo(analog[at]!.rows[0]!.rates[1]!.value, 10);
      expect(rows[0]!.rates[1]!.total).toBe(analog[at]!.rows[0]!.rates[1]!.total / 2);
    }
    for (const { rows } of summarise(without('a.chip1.1h', 'a.chip2.1h')).analog) expect(rows[0]!.rates[1]).toBeNull();
  });

  it('are drawn against time, with bands over chips and images', () => {
    const chart = analogChart(summarise(results), analog[1]!)!;
    const { data, options } = chart.configure(pageMedium);
    const { rates } = analog[1]!.rows[0]!;
    expect(data.datasets[0]!.data).toEqual([20, 3600].map((x, at) => ({ x, y: 100 * rates[at]!.value })));
    expect(options?.scales?.x).toMatchObject({ type: 'logarithmic', min: 20, max: 3600 });
    expect(JSON.parse(JSON.stringify(chart.configure(pageMedium)))).toEqual(chart.configure(pageMedium));
  });

  it('stand in page and Markdown, and in none without them', () => {
    const formats = ['markdown', 'html'] as const;
    for (const format of formats) {
      expect(renderReport(format, results)).toContain('Analog hardware over time');
      expect(renderReport(format, digital)).not.toContain('Analog hardware');
    }
  });
});
