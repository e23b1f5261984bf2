import { describe, expect, it } from 'vitest';
import type { Results } from '../../src/contract/result.js';
import { leaderboard } from '../../src/gate/leaderboard.js';
import { holm } from '../../src/metrics/holm.js';
import { mcnemarExact } from '../../src/metrics/mcnemarExact.js';
import { fixtureModels } from '../reports/support/fixtureModels.js';
import { fixtureAttacks, fixtureResults } from '../reports/support/fixtureResults.js';

const [fgsm] = fixtureAttacks as [(typeof fixtureAttacks)[number]];
const pgd = {
  ...{ id: 'pgd', kind: 'pgd', norm: 'linf', steps: 10, relativeStepSize: 0.25, restarts: 1, eot: 1 },
  ...{ strength: fgsm.strength, snrReference: fgsm.snrReference },
} as (typeof fixtureAttacks)[number];
const noise = {
  ...{ id: 'noise', kind: 'noise', distribution: 'uniform' },
  ...{ strength: fgsm.strength, snrReference: fgsm.snrReference },
} as (typeof fixtureAttacks)[number];

const plain = { compared: false, assertions: [], galleryImages: 0, images: 300 } as const;
const run = (models: readonly number[], attacks = [fgsm, pgd]) =>
  fixtureResults({ ...plain, attacks, models: models.map((index) => fixtureModels[index]!) });
const named = (...runs: Results[]) => runs.map((results, index) => ({ name: `run-${index}`, results }));

const hitsOf = ({ curves }: Results, model: string, attack: string, point: number) =>
  curves.find((curve) => curve.model === model && curve.attack === attack)!.points[point]!.outcomes;

describe('a leaderboard', () => {
  const first = run([0, 1], [fgsm, pgd, noise]);
  const second = run([2, 3]);
  const board = leaderboard(named(first, second), { snrDb: 33 });
  const point = 7; // of 33 dB in the sweep

  it('takes for each image the fewest hits under the adversarial attacks that all models have', () => {
    for (const { model, run: name, worst } of board.entries) {
      const results = name === 'run-0' ? first : second;
      const pair = ['fgsm', 'pgd'].map((attack) => hitsOf(results, model.id, attack, point));
      const hits = pair[0]!.map((own, image) => Math.min(own, pair[1]![image]!));
      expect(worst.hits).toBe(hits.reduce((sum, own) => sum + own, 0));
    }
    expect(board.attacks.map(({ attack, isShared }) => [attack.id, isShared])).toEqual([
      ['fgsm', true],
      ['pgd', true],
      ['noise', false],
    ]);
    expect(board.entries.map(({ attacks }) => attacks[2] === null)).toEqual(
      board.entries.map(({ run: name }) => name === 'run-1'),
    );
  });

  it('gives the place 1 + the number of models that are better by the paired test', () => {
    const shares = board.entries.map(({ model, run: name }) => {
      const results = name === 'run-0' ? first : second;
      const pair = ['fgsm', 'pgd'].map((attack) => hitsOf(results, model.id, attack, point));
      const draws = results.curves.find((curve) => curve.model === model.id)!.draws;
      return pair[0]!.map((own, image) => Math.min(own, pair[1]![image]!) / draws);
    });
    const means = shares.map((own) => own.reduce((sum, share) => sum + share, 0));
    expect(means).toEqual(means.toSorted((a, b) => b - a));
    const pairs = shares.flatMap((_, above) =>
      shares.slice(above + 1).map((__, at) => [above, above + 1 + at] as const),
    );
    const pValues = pairs.map(([above, below]) => {
      const count = (sign: number) =>
        shares[above]!.filter((own, image) => Math.sign(own - shares[below]![image]!) === sign).length;
      return mcnemarExact(count(1), count(-1));
    });
    const adjusted = holm(pValues);
    expect(board.pairs.map(({ adjustedPValue }) => adjustedPValue)).toEqual(adjusted);
    const places = shares.map(
      (_, own) => 1 + pairs.filter(([, below], at) => below === own && adjusted[at]! < 0.05).length,
    );
    expect(board.entries.map(({ place }) => place)).toEqual(places);
    expect(new Set(places).size).toBeGreaterThan(1);
  });

  it('counts a model that is in two runs once, and says so', () => {
    const { entries, notes } = leaderboard(named(first, run([1, 2])), { snrDb: 33 });
    expect(entries.map(({ model }) => model.id).sort()).toEqual(['baseline', 'enlarged', 'random-16']);
    expect(notes).toEqual(['enlarged of run-1 is left out: it is enlarged of run-0']);
  });

  it('shares a place between models that the images cannot tell apart', () => {
    const twin = { ...fixtureModels[0]!, id: 'twin', label: 'twin', sha256: 'a'.repeat(64) };
    const { entries, pairs } = leaderboard(
      named(
        fixtureResults({ ...plain, attacks: [fgsm], models: [twin, { ...twin, id: 'other', sha256: 'b'.repeat(64) }] }),
      ),
      undefined,
    );
    expect(entries.map(({ place }) => place)).toEqual([1, 1]);
    expect(pairs[0]).toMatchObject({ difference: 0, adjustedPValue: 1 });
  });

  it('refuses other data, other images, and strengths or attacks that are not shared', () => {
    const other = { ...second, dataset: { ...second.dataset, sha256: 'c'.repeat(64) } };
    expect(() => leaderboard(named(first, other), undefined)).toThrow(/run-1\n.*images of run-0/);
    const fewer = fixtureResults({ ...plain, images: 100, attacks: [fgsm], models: [fixtureModels[2]!] });
    expect(() => leaderboard(named(first, fewer), undefined)).toThrow(/run-1, random-16 under fgsm\n.*300 images/);
    expect(() => leaderboard(named(first), { snrDb: 31 })).toThrow(/none at .*31/);
    const apart = [run([0], [fgsm]), run([2], [pgd])];
    expect(() => leaderboard(named(...apart), { snrDb: 33 })).toThrow(/equal settings on every model at 33 dB/);
  });
});
