import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementSuites, suiteNames } from '../../bench/peers/agreementSuites.js';
import { compareStanding } from '../../bench/peers/compareStanding.js';
import { rivalsOf } from '../../bench/peers/rivals.js';
import { peerSettings } from '../../bench/peers/settings.js';
import { shareOut } from '../../bench/peers/shareOut.js';
import { UserError } from '../../src/base/errors.js';

const outcome = fc.integer({ min: 0, max: 1 });
const pairs = fc.array(fc.tuple(outcome, outcome), { minLength: 1, maxLength: 300 });

describe('compareStanding', () => {
  it('counts by image and is the mirror of itself when the sides change', () => {
    fc.assert(
      fc.property(pairs, (both) => {
        const [ours, theirs] = [both.map(([own]) => own), both.map(([, other]) => other)];
        const found = compareStanding(ours, theirs);
        expect(found.ours - found.theirs).toBe(found.onlyOurs - found.onlyTheirs);
        expect(found.differencePoints).toBeCloseTo((100 * (found.ours - found.theirs)) / both.length, 9);
        const mirrored = compareStanding(theirs, ours);
        expect(mirrored.differencePoints).toBeCloseTo(-found.differencePoints, 9);
        expect(mirrored.pValue).toBe(found.pValue);
        const opposite = { equal: 'equal', weaker: 'stronger', stronger: 'weaker' } as const;
        expect(mirrored.verdict).toBe(opposite[found.verdict]);
      }),
    );
  });

  it('calls an attack that leaves two more of 200 standing equal, three more weaker, three fewer stronger', () => {
    const standing = (count: number) => Array.from({ length: 200 }, (_, image) => (image < count ? 1 : 0));
    expect(compareStanding(standing(102), standing(100))).toMatchObject({ differencePoints: 1, verdict: 'equal' });
    expect(compareStanding(standing(103), standing(100))).toMatchObject({
      images: 200,
      ours: 103,
      theirs: 100,
      onlyOurs: 3,
      onlyTheirs: 0,
      pValue: expect.closeTo(0.25, 9),
      verdict: 'weaker',
    });
    expect(compareStanding(standing(97), standing(100)).verdict).toBe('stronger');
  });

  it('refuses outcomes of several draws and sides of different length', () => {
    expect(() => compareStanding([2], [1])).toThrow(RangeError);
    expect(() => compareStanding([1, 0], [1])).toThrow('2 of our images against 1');
    expect(() => compareStanding([], [])).toThrow(RangeError);
  });
});

describe('shareOut', () => {
  it('does every task once and answers in their order, however long each takes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        async (turns, workers) => {
          const done: number[] = [];
          const tasks = turns.map((wait, task) => ({ wait, task }));
          const answers = await shareOut([...Array(workers).keys()], tasks, async (_, { wait, task }) => {
            for (let turn = 0; turn < wait; turn++) await Promise.resolve();
            done.push(task);
            return 10 * task;
          });
          expect(answers).toEqual(tasks.map(({ task }) => 10 * task));
          expect(done.sort((a, b) => a - b)).toEqual(tasks.map(({ task }) => task));
        },
      ),
    );
  });

  it('fails with the first task that fails', async () => {
    const work = async (_: string, task: number) => {
      if (task === 1) throw new Error('no');
    };
    await expect(shareOut(['a'], [0, 1, 2], work)).rejects.toThrow('no');
  });
});

describe('agreementSuites', () => {
  it('holds attacks at epsilons on one model, each with a rival', () => {
    for (const { attacks, models } of agreementSuites(suiteNames, undefined)) {
      expect(models).toHaveLength(1);
      for (const spec of attacks) {
        expect(spec.strength.kind).toBe('epsilons');
        expect(rivalsOf(spec), spec.id).not.toHaveLength(0);
      }
    }
  });

  it('takes the attacks asked for alone and names those that it does not know', () => {
    const [suite] = agreementSuites(['mnist'], ['square-1000', 'fgsm']);
    expect(suite!.attacks.map(({ id }) => id)).toEqual(['fgsm', 'square-1000']);
    expect(() => agreementSuites(['mnist'], ['fgsm', 'nothing'])).toThrow(UserError);
  });
});

describe('peerSettings', () => {
  it('compiles and sweeps only networks that were asked for', () => {
    const { passes, sweeps, throughput } = peerSettings({ compile: true, networks: ['random-16', 'random-128'] });
    expect(passes.networks.map(({ id }) => id)).toEqual(['random-16', 'random-128']);
    expect([passes.compiled, sweeps.networks, throughput.networks]).toEqual(Array(3).fill(['random-16']));
    expect(peerSettings({ compile: false }).passes.compiled).toEqual([]);
  });

  it('cuts images into whole batches of the peers, and takes rounds from the flag', () => {
    const { sweeps, throughput } = peerSettings({ compile: true });
    expect(sweeps.foolboxImages % (100 * sweeps.rounds)).toBe(0);
    expect(throughput.theirImages % 100).toBe(0);
    expect(peerSettings({ compile: true, rounds: 2 }).passes.rounds).toBe(2);
  });

  it('never gives a long search more images than were asked for', () => {
    const { agreement } = peerSettings({ compile: true, images: 7 });
    expect(agreement).toEqual({ images: 7, imagesOfLongSearches: 7 });
    expect(peerSettings({ compile: true, images: 1000 }).agreement).toEqual({
      images: 1000,
      imagesOfLongSearches: 100,
    });
  });
});
