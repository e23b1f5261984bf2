import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditCheckName } from '../../src/contract/audit.js';
import type { AttackSpec } from '../../src/contract/suite.js';
import { auditChecks } from '../../src/metrics/audit/auditChecks.js';
import type { AuditedCurve, AuditedModel } from '../../src/metrics/audit/auditInput.js';
import { attackSpec } from '../support/attackExample.js';

const images = 400;

/** A curve with the hits of each point. */
function measured(attack: AttackSpec, points: AuditedCurve['points'], draws = 1): AuditedCurve {
  return { ...{ model: 'm', attack, draws, points }, images: Array.from({ length: images }, (_, image) => image) };
}

/** A hit on each of the first so many images. */
const firstImages = (count: number) => Array.from({ length: images }, (_, image) => (image < count ? 1 : 0));

/** A curve of one point that leaves a share of the images right. */
const curve = (attack: AttackSpec, share: number) => measured(attack, [firstImages(share * images)]);

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

interface Sides {
  /** Hits under what ought to be at least as strong, and under what it is held against. */
  readonly expected: readonly number[];
  readonly against: readonly number[];
  /** Hits that the check has no business with. */
  readonly other: readonly number[];
}

const anyHits = fc.array(fc.nat(1), { minLength: images, maxLength: images });

/**
 * At least 100 images with more hits under `expected` and at most 20 with fewer: the excess is at least 80 hits, the exact
 * p-value below 1e-12, so that no correction for a check's few pairs changes what it must say.
 */
const wrongWayRound: fc.Arbitrary<Sides> = fc
  .record({
    higher: fc.integer({ min: 100, max: images - 20 }),
    lower: fc.nat(20),
    ties: anyHits,
    other: anyHits,
    order: fc.shuffledSubarray(
      Array.from({ length: images }, (_, image) => image),
      { minLength: images },
    ),
  })
  .map(({ higher, lower, ties, other, order }) => ({
    expected: order.map((rank, image) => (rank < higher ? 1 : rank < higher + lower ? 0 : ties[image]!)),
    against: order.map((rank, image) => (rank < higher ? 0 : rank < higher + lower ? 1 : ties[image]!)),
    other,
  }));

const total = (hits: readonly number[]) => hits.reduce((sum, count) => sum + count, 0);

/** Any outcomes with no more hits under what ought to be stronger. */
const rightWayRound: fc.Arbitrary<Sides> = fc.tuple(anyHits, anyHits, anyHits).map((three) => {
  const [expected, against, other] = three.toSorted((a, b) => total(a) - total(b)) as [number[], number[], number[]];
  return { expected, against, other };
});

/** Each check of pairs, with the outcomes where it looks for them. */
const paired: Readonly<Partial<Record<AuditCheckName, (sides: Sides) => Partial<AuditedModel>>>> = {
  iterative: ({ expected, against }) => ({ curves: [measured(fgsm, [against]), measured(pgd, [expected])] }),
  blackBox: ({ expected, against }) => ({ curves: [measured(pgd, [expected]), measured(square, [against])] }),
  noise: ({ expected, against }) => ({ curves: [measured(fgsm, [expected]), measured(noise, [against])] }),
  monotone: ({ expected, against, other }) => ({ curves: [measured(sweep, [other, against, expected])] }),
  eotConvergence: ({ expected, against, other }) => ({
    stochastic: true,
    curves: [measured(named('fgsm', { kind: 'fgsm', eot: 5 }), [other])],
    probes: [measured(rung(1), [other], 3), measured(rung(5), [expected], 3), measured(rung(20), [against], 3)],
  }),
};

const survivors = (count: number) => ({ probes: [measured(huge, [firstImages(count)])] });
const withoutGradient = (count: number) => ({
  probes: [{ ...measured(huge, [firstImages(0)]), zeroGradients: firstImages(count) }],
});

describe('checks of an audit', () => {
  for (const [name, modelOf] of Object.entries(paired)) {
    const statusOf = (sides: Sides) => check(name as AuditCheckName, modelOf(sides)).status;

    it(`${name} warns if far more images resist the attack that should be stronger`, () => {
      fc.assert(
        fc.property(wrongWayRound, (sides) => {
          expect(statusOf(sides)).toBe('warning');
        }),
      );
    });

    it(`${name} passes if the attack that should be stronger leaves no more hits`, () => {
      fc.assert(
        fc.property(rightWayRound, (sides) => {
          expect(statusOf(sides)).toBe('pass');
        }),
      );
    });
  }

  it('largeEpsilon warns of 5 % and more that survive it, and passes 1 % and less', () => {
    for (let count = 0; count <= images; count++) {
      const { status } = check('largeEpsilon', survivors(count));
      if (count >= 0.05 * images) expect(status).toBe('warning');
      if (count <= 0.01 * images) expect(status).toBe('pass');
    }
  });

  it('zeroGradient warns of a single image without a gradient', () => {
    for (let count = 0; count <= images; count++) {
      expect(check('zeroGradient', withoutGradient(count)).status).toBe(count === 0 ? 'pass' : 'warning');
    }
  });

  it('only state the reason if they cannot be made', () => {
    for (const row of auditChecks([{ id: 'm', stochastic: false, curves: [curve(fgsm, 0.5)], probes: [] }])) {
      expect(row.status, row.check).toBe('not applicable');
      expect(row.reason).toMatch(/\w/);
      expect(row.findings).toEqual([]);
    }
  });

  it('do not warn of differences that are not significant after correction, or too small to matter', () => {
    const weaker = curve(fgsm, 0.5);
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
        curve(named('fgsm', { kind: 'fgsm', eot: 50 }), 0.3),
        curve(named('pgd', { kind: 'pgd', steps: 10 }), 0.5),
      ],
    };
    expect(check('iterative', { ...model, stochastic: true }).status).toBe('not applicable');
    expect(check('iterative', { ...model, stochastic: false }).status).toBe('warning');
  });

  it('do not expect strength of an iterative attack that a decomposition added with fewer draws', () => {
    const rung = named('pgd', { kind: 'pgd', steps: 10, eot: 1 });
    const pairOf = (attack: typeof rung) => ({ stochastic: true, curves: [curve(fgsm, 0.3), curve(attack, 0.5)] });
    expect(check('iterative', pairOf(rung)).status).toBe('warning');
    expect(check('iterative', pairOf({ ...rung, decomposes: ['m'] })).status).toBe('not applicable');
  });

  it('ignore attacks of another norm or strength, and transfer from a model to itself', () => {
    const l2 = named('pgd', { kind: 'pgd', norm: 'l2' });
    expect(check('blackBox', { curves: [curve(l2, 0.5), curve(square, 0.1)] }).status).toBe('not applicable');
    const other = named('pgd', { kind: 'pgd', epsilons: [0.2] });
    expect(check('blackBox', { curves: [curve(other, 0.5), curve(square, 0.1)] }).status).toBe('not applicable');
    const from = (model: string) =>
      curve(named('from', { kind: 'transfer', source: { model }, attack: { kind: 'pgd' } }), 0.1);
    expect(check('blackBox', { curves: [curve(pgd, 0.5), from('m')] }).status).toBe('not applicable');
    expect(check('blackBox', { curves: [curve(pgd, 0.5), from('other')] }).status).toBe('warning');
  });

  it('pair images by id if two cells are over different images', () => {
    const half = curve(pgd, 0.5);
    const shifted = { ...half, images: half.images.map((image) => image + 100) };
    const row = check('iterative', { curves: [curve(fgsm, 0.5), shifted] });
    expect(row.findings[0]).toMatchObject({ images: images - 100 });
  });
});

describe('randomness', () => {
  const known = named('known', { kind: 'fgsm', knownDraws: true });
  const averaged = named('averaged', { kind: 'fgsm', eot: 20 });

  it('warns if images resist with fresh draws but not with known ones, compared with the attack with the largest EOT', () => {
    const curves = [curve(fgsm, 0.9), curve(averaged, 0.7), curve(known, 0.5)];
    const { status, findings } = check('randomness', { stochastic: true, curves });
    expect(status).toBe('warning');
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ expected: { attack: 'averaged' }, against: { attack: 'known' }, higher: 80 });
    expect((findings[0] as { excess: number }).excess).toBeCloseTo(0.2, 12);
  });

  it('passes if knowing the draw gains nothing; does not apply without draws or without either attack', () => {
    expect(check('randomness', { stochastic: true, curves: [curve(fgsm, 0.5), curve(known, 0.5)] }).status).toBe(
      'pass',
    );
    expect(check('randomness', { curves: [curve(fgsm, 0.9), curve(known, 0.5)] }).reason).toContain('deterministic');
    expect(check('randomness', { stochastic: true, curves: [curve(fgsm, 0.9)] }).reason).toContain('no attack with');
    expect(check('randomness', { stochastic: true, curves: [curve(pgd, 0.9), curve(known, 0.5)] }).reason).toContain(
      'both with and without',
    );
  });

  it('keeps attacks with known draws out of the checks that compare attacks with each other', () => {
    const curves = [curve(known, 0.1), curve(pgd, 0.6), curve(noise, 0.9)];
    expect(check('iterative', { stochastic: true, curves }).status).toBe('not applicable');
    const findings = check('noise', { stochastic: true, curves }).findings;
    expect(findings.map((finding) => (finding as { expected: { attack: string } }).expected.attack)).toEqual(['pgd']);
  });
});
