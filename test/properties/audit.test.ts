import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import type { AuditCheckName } from '../../src/contract/audit.js';
import type { AttackSpec } from '../../src/contract/suite.js';
import { auditChecks } from '../../src/metrics/audit/auditChecks.js';
import type { AuditedCurve, AuditedModel } from '../../src/metrics/audit/auditInput.js';
import { strengthValues } from '../../src/metrics/strengthValues.js';
import { attackSpec } from '../support/attackExample.js';

const images = 400;

/** A curve that leaves each image right with the chance of its point, by luck of its own. */
function curve(attack: AttackSpec, chances: readonly number[], { draws = 1, luck = 0, zeros = 0 } = {}): AuditedCurve {
  const hits = (chance: number, point: number) =>
    Array.from({ length: images }, (_, image) => {
      const stream = randomStream(
        luck,
        'test',
        image,
        point,
        [...attack.id].reduce((sum, c) => 31 * sum + c.charCodeAt(0), 0) % 65_536,
      );
      let count = 0;
      for (let draw = 0; draw < draws; draw++) if (stream.float() < chance) count++;
      return count;
    });
  return {
    ...{ model: 'm', attack, draws },
    images: Array.from({ length: images }, (_, image) => image),
    points: strengthValues(attack.strength).map((_, point) => hits(chances[point]!, point)),
    ...(zeros > 0 ? { zeroGradients: Array.from({ length: images }, (_, image) => (image < zeros ? 1 : 0)) } : {}),
  };
}

const named = (id: string, written: Parameters<typeof attackSpec>[0]) => attackSpec({ id, ...written });
const fgsm = named('fgsm', { kind: 'fgsm' });
const pgd = named('pgd', { kind: 'pgd' });
const noise = named('noise', { kind: 'noise' });
const square = named('square', { kind: 'square' });
const sweep = named('sweep', { kind: 'fgsm', epsilons: [0.01, 0.1, 0.2] });
const huge = named('audit:large-epsilon', { kind: 'pgd', epsilons: [1] });
const rung = (eot: number) => named(`audit:fgsm-eot-${eot}`, { kind: 'fgsm', eot });

function check(name: AuditCheckName, model: Partial<AuditedModel>) {
  return auditChecks([{ id: 'm', stochastic: false, curves: [], probes: [], ...model }]).find(
    (row) => row.check === name,
  )!;
}

/** Each check with outcomes that it must warn of and outcomes that it must pass. */
const cases: readonly {
  readonly name: AuditCheckName;
  readonly bad: (luck: number) => Partial<AuditedModel>;
  readonly good: (luck: number) => Partial<AuditedModel>;
}[] = [
  {
    name: 'iterative',
    bad: (luck) => ({ curves: [curve(fgsm, [0.3], { luck }), curve(pgd, [0.5], { luck: luck + 1 })] }),
    good: (luck) => ({ curves: [curve(fgsm, [0.5], { luck }), curve(pgd, [0.3], { luck: luck + 1 })] }),
  },
  {
    name: 'blackBox',
    bad: (luck) => ({ curves: [curve(pgd, [0.5], { luck }), curve(square, [0.3], { luck: luck + 1 })] }),
    good: (luck) => ({ curves: [curve(pgd, [0.3], { luck }), curve(square, [0.5], { luck: luck + 1 })] }),
  },
  {
    name: 'noise',
    bad: (luck) => ({ curves: [curve(fgsm, [0.9], { luck }), curve(noise, [0.7], { luck: luck + 1 })] }),
    good: (luck) => ({ curves: [curve(fgsm, [0.7], { luck }), curve(noise, [0.9], { luck: luck + 1 })] }),
  },
  {
    name: 'monotone',
    bad: (luck) => ({ curves: [curve(sweep, [0.9, 0.3, 0.5], { luck })] }),
    good: (luck) => ({ curves: [curve(sweep, [0.9, 0.5, 0.3], { luck })] }),
  },
  {
    name: 'largeEpsilon',
    bad: (luck) => ({ probes: [curve(huge, [0.1], { luck })] }),
    good: (luck) => ({ probes: [curve(huge, [0.002], { luck })] }),
  },
  {
    name: 'zeroGradient',
    bad: (luck) => ({ probes: [curve(huge, [0], { luck, zeros: 1 + (luck % 50) })] }),
    good: (luck) => ({
      probes: [{ ...curve(huge, [0], { luck }), zeroGradients: new Array<number>(images).fill(0) }],
    }),
  },
  {
    name: 'eotConvergence',
    bad: (luck) => ({
      stochastic: true,
      curves: [curve(fgsm, [0.7], { draws: 3, luck })],
      probes: [1, 5, 20].map((eot, at) => curve(rung(eot), [0.8 - 0.1 * at], { draws: 3, luck: luck + at })),
    }),
    good: (luck) => ({
      stochastic: true,
      curves: [curve(named('fgsm', { kind: 'fgsm', eot: 20 }), [0.5], { draws: 3, luck })],
      probes: [1, 5, 20].map((eot, at) => curve(rung(eot), [[0.8, 0.5, 0.5][at]!], { draws: 3, luck: luck + at })),
    }),
  },
];

describe('checks of an audit', () => {
  for (const { name, bad, good } of cases) {
    it(`${name} warns of outcomes that speak of masked gradients, with luck of any kind`, () => {
      fc.assert(
        fc.property(fc.nat(1000), (luck) => {
          expect(check(name, bad(luck)).status).toBe('warning');
        }),
      );
    });

    it(`${name} passes outcomes as they ought to be, or of the same strength`, () => {
      const statuses = Array.from({ length: 40 }, (_, luck) => check(name, good(13 * luck)).status);
      // The family-wise error of 5 % leaves room for a few warnings where both sides are equally strong.
      const passed = statuses.filter((status) => status === 'pass').length;
      expect(passed).toBeGreaterThanOrEqual(name === 'eotConvergence' ? 36 : 40);
      expect(statuses).not.toContain('not applicable');
    });
  }

  it('say why they cannot be made, and never more than that', () => {
    for (const row of auditChecks([{ id: 'm', stochastic: false, curves: [curve(fgsm, [0.5])], probes: [] }])) {
      expect(row.status, row.check).toBe('not applicable');
      expect(row.reason).toMatch(/\w/);
      expect(row.findings).toEqual([]);
    }
  });

  it('do not warn of differences that are not significant after correction, or too small to matter', () => {
    const weaker = curve(fgsm, [0.5]);
    const flipped = (count: number): AuditedCurve => {
      const hits = weaker.points[0]!.slice();
      let left = count;
      for (const [image, hit] of hits.entries()) if (hit === 0 && left-- > 0) hits[image] = 1;
      return { ...weaker, attack: pgd, points: [hits] };
    };
    const statusOf = (count: number) => check('iterative', { curves: [weaker, flipped(count)] });
    // One-sided changes: 5 images have p = 0.0625, 6 have 0.03125, and 400 images make 4 of them one point.
    expect(statusOf(5).status).toBe('pass');
    expect(statusOf(6).status).toBe('warning');
    expect(statusOf(6).findings[0]).toMatchObject({ higher: 6, lower: 0, images, excess: 6 / images });
    const many = Array.from({ length: 3 }, (_, model) => ({
      ...{ id: `m${model}`, stochastic: false, probes: [] },
      curves: [weaker, flipped(6)],
    }));
    for (const row of auditChecks(many).filter(({ check: name }) => name === 'iterative'))
      expect(row.status).toBe('pass'); // three pairs: Holm trebles the p-value
  });

  it('compare a stochastic model only with one-step attacks of no more gradients', () => {
    const model = {
      curves: [
        curve(named('fgsm', { kind: 'fgsm', eot: 50 }), [0.3]),
        curve(named('pgd', { kind: 'pgd', steps: 10 }), [0.5]),
      ],
    };
    expect(check('iterative', { ...model, stochastic: true }).status).toBe('not applicable');
    expect(check('iterative', { ...model, stochastic: false }).status).toBe('warning');
  });

  it('take no account of attacks of another norm or strength, nor of a model attacked by its own examples', () => {
    const l2 = named('pgd', { kind: 'pgd', norm: 'l2' });
    expect(check('blackBox', { curves: [curve(l2, [0.5]), curve(square, [0.1])] }).status).toBe('not applicable');
    const other = named('pgd', { kind: 'pgd', epsilons: [0.2] });
    expect(check('blackBox', { curves: [curve(other, [0.5]), curve(square, [0.1])] }).status).toBe('not applicable');
    const from = (model: string) =>
      curve(named('from', { kind: 'transfer', source: { model }, attack: { kind: 'pgd' } }), [0.1]);
    expect(check('blackBox', { curves: [curve(pgd, [0.5]), from('m')] }).status).toBe('not applicable');
    expect(check('blackBox', { curves: [curve(pgd, [0.5]), from('other')] }).status).toBe('warning');
  });

  it('pair images by their ids where two cells are over different ones', () => {
    const half = curve(pgd, [0.5]);
    const shifted = { ...half, images: half.images.map((image) => image + 100) };
    const row = check('iterative', { curves: [curve(fgsm, [0.5]), shifted] });
    expect(row.findings[0]).toMatchObject({ images: images - 100 });
  });
});
