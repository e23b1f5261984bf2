import { describe, expect, test } from 'vitest';
import type { AuditCheck } from '../../src/contract/audit.js';
import type { Results } from '../../src/contract/result.js';
import { interpolateOnSnr } from '../../src/metrics/interpolateOnSnr.js';
import { dropChart } from '../../src/reports/charts/dropChart.js';
import { pageMedium } from '../../src/reports/charts/medium.js';
import { consoleReport } from '../../src/reports/reporters/consoleReport.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { fixtureResults } from './support/fixtureResults.js';
import { renderReport } from './support/renderReport.js';
import { wellFormedXml } from './support/wellFormedXml.js';

const plain = fixtureResults({ compared: false });
const rate = ({ hits, total }: { readonly hits: number; readonly total: number }) => hits / total;
const hasSnr = (place: { snrDb: number | null; value: number }): place is { snrDb: number; value: number } =>
  place.snrDb !== null;
const warning: AuditCheck = {
  check: 'monotone',
  model: 'random-16',
  status: 'warning',
  reason: null,
  findings: [
    {
      kind: 'paired',
      expected: { attack: 'fgsm', point: '24 dB', hits: 1500, total: 3000 },
      against: { attack: 'fgsm', point: '27 dB', hits: 1350, total: 3000 },
      ...{ images: 600, excess: 0.05, interval: [0.02, 0.08], higher: 60, lower: 20 },
      ...{ pValue: 0.0001, adjustedPValue: 0.0002, warning: true },
    },
  ],
};
const noChance: AuditCheck = {
  ...{ check: 'noise', model: 'random-16', status: 'not applicable', findings: [] },
  reason: 'no noise attack in the suite',
};
const fgsm = plain.attacks[0]!;
const rung = (eot: number) => ({
  ...fgsm,
  id: `audit:fgsm-eot-${eot}`,
  eot,
  strength: { kind: 'epsilons', epsilons: [0.1] },
});
const source = plain.curves.find(({ model, attack }) => model === 'random-16' && attack === 'fgsm')!;
const results: Results = {
  ...plain,
  audit: {
    images: 600,
    probes: [1, 5, 20].map(rung) as Results['attacks'],
    curves: [1, 5, 20].map((eot, at) => ({
      ...source,
      attack: `audit:fgsm-eot-${eot}`,
      points: [source.points[7 + at]!],
    })),
    checks: [warning, noChance],
  },
};
const finding = 'fgsm at 24 dB 50.0 % against fgsm at 27 dB 45.0 %: +5.0 points [+2.0, +8.0], p < 0.001, 600 images';

describe('an audit in reports', () => {
  test('is in the console beside its attack and in a separate section', () => {
    const text = consoleReport(summarise(results), { colour: false, width: 120, folder: 'reports/x' }).replace(
      /\n {3}/g,
      ' ',
    );
    expect(text).toContain(`! Audit: random, 16 tiles: Accuracy does not rise with the perturbation? ${finding}`);
    expect(text).toContain(`! Accuracy does not rise with the perturbation: random, 16 tiles, warning. ${finding}`);
    expect(text).toContain('– Noise not stronger than the gradient: random, 16 tiles, not applicable. no noise attack');
  });

  test('is in summary.md, in tables whose rows are as long as their heads', () => {
    const text = renderReport('markdown', results);
    expect(text).toContain('### Audit');
    expect(text).toMatch(
      /\| ⚠️ \| Accuracy does not rise with the perturbation \| random, 16 tiles \| \*\*fgsm at 24 dB/,
    );
    expect(renderReport('markdown', plain)).not.toContain('Audit');
  });

  test('has one JUnit test case per check: warnings are output and do not fail, checks that do not apply are skipped', () => {
    const text = renderReport('junit', results);
    const elements = wellFormedXml(text);
    expect(text).toContain(`WARNING: ${finding}`.replaceAll('<', '&lt;'));
    expect(elements.filter(({ name }) => name === 'skipped')).toHaveLength(1);
    const suite = elements.find(
      ({ name, attributes }) => name === 'testsuite' && attributes.name?.endsWith(': audit'),
    )!;
    expect(suite.attributes).toMatchObject({ tests: '2', skipped: '1', failures: '0', errors: '0' });
  });

  test('is in the page with a chart of EOT convergence, and absent without an audit', () => {
    const page = renderReport('html', results);
    expect(page.match(/Audit warning/g)).toHaveLength(1);
    expect(page).toContain('<section id="audit">');
    expect(page).toContain('<canvas data-chart="audit-eot"');
    const { eotCurves } = summarise(results).audit!;
    expect(eotCurves).toMatchObject([{ model: 2, kind: 'fgsm', points: [{ eot: 1 }, { eot: 5 }, { eot: 20 }] }]);
    expect(renderReport('html', plain)).not.toContain('id="audit"');
  });
});

describe('the strengths of all attacks', () => {
  test('are read at the reached SNR, with the requested SNR beside them', () => {
    const { strength } = summarise(plain);
    expect(strength).toHaveLength(2);
    for (const [row, attack] of plain.attacks.entries()) {
      const asksForIt = attack.strength.kind === 'snrDb';
      if (asksForIt) expect(strength[row]!.asked).toMatch(/^33 dB asked, [\d.]+( to [\d.]+)? dB reached$/);
      else expect(strength[row]!.asked).toBeNull();
      for (const [model, { id }] of plain.models.entries()) {
        const figure = strength[row]!.models[model]!;
        const curve = plain.curves.find((own) => own.model === id && own.attack === attack.id)!;
        const places = curve.points.map(({ snrDb, relative }) => ({ snrDb: snrDb.mean, value: rate(relative) }));
        expect(figure.relativeAccuracy).toBeCloseTo(interpolateOnSnr(places.filter(hasSnr), 33)!, 12);
        expect(figure.snrDb).toBeNull();
        expect(figure.interval[0]).toBeLessThan(figure.relativeAccuracy);
        expect(figure.interval[1]).toBeGreaterThan(figure.relativeAccuracy);
      }
    }
  });

  test('show the reached SNR of the point that requested the reference, if the sweep does not enclose it', () => {
    const curves = plain.curves.map((curve) => {
      const isSwept = plain.attacks.find(({ id }) => id === curve.attack)!.strength.kind === 'snrDb';
      const at = curve.points.findIndex(({ snrDb }) => snrDb.target === 33);
      const point = curve.points[at]!;
      return isSwept ? { ...curve, points: [{ ...point, snrDb: { ...point.snrDb, mean: 34.21 } }] } : curve;
    });
    const attacks = plain.attacks.map((attack) =>
      attack.strength.kind === 'snrDb' ? { ...attack, strength: { ...attack.strength, snrDb: [33] } } : attack,
    );
    const single = { ...plain, attacks, curves } as Results;
    const row = summarise(single).strength.find(({ asked }) => asked !== null)!;
    expect(row.asked).toBe('33 dB asked, 34.2 dB reached');
    expect(row.models.map((figure) => figure!.snrDb)).toEqual(plain.models.map(() => 34.21));
    expect(renderReport('markdown', single)).toMatch(/33 dB asked, 34\.2 dB reached.*\] at 34\.2 dB/);
  });
});

test('the axis of accuracy drops is in grey levels for L-inf and in the L2 norm for L2', () => {
  const summary = summarise(plain);
  const attack = summary.attacks[1]!;
  const axisOf = (norm: 'linf' | 'l2') => {
    const { options, data } = dropChart(summary, { ...attack, perturbation: { kind: 'ball', norm } })!.configure(
      pageMedium,
    );
    const scales = options!.scales as { x: { title: { text: string } } };
    return { title: scales.x.title.text, last: (data.datasets[0]!.data.at(-1) as { x: number }).x };
  };
  expect(axisOf('linf')).toEqual({
    title: 'Epsilon in 1/255 (stronger perturbation to the right)',
    last: expect.closeTo(16, 9),
  });
  expect(axisOf('l2').title).toContain('L2 norm');
  expect(axisOf('l2').last).toBeCloseTo(16 / 255, 9);
});
