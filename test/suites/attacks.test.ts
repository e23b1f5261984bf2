import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserErrors } from '../../src/base/errors.js';
import { attackSentences, attackTitle } from '../../src/reports/describeAttack.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { writeFile, writtenSuite } from '../support/madeRun.js';

const parse = (attack: object, assertions: readonly object[] = []) =>
  parseSuite(writeFile({ ...writtenSuite, reference: undefined, attacks: [{ id: 'a', ...attack }], assertions }))
    .attacks[0]!;

function faultsOf(attack: object, assertions: readonly object[] = []): string[] {
  try {
    parse(attack, assertions);
  } catch (error) {
    if (error instanceof UserErrors) return error.errors.map(({ message }) => message);
    throw error;
  }
  return [];
}

const transferOf = (attack: object, source: object = { model: 'baseline' }) => ({
  kind: 'transfer',
  source,
  attack,
  snrDb: [20],
});
const ensembleOf = (...attacks: object[]) => ({ kind: 'ensemble', attacks, snrDb: [20] });
const selecting = (epsilon: unknown) => [{ metric: 'accuracy', min: 0, select: { attack: 'a', epsilon } }];

describe('attacks of a suite', () => {
  it.each([
    [{ kind: 'noise' }, { distribution: 'uniform' }],
    [{ kind: 'bim' }, { norm: 'linf', steps: 40, relativeStepSize: 0.0625, eot: 1 }],
    [{ kind: 'pgd' }, { norm: 'linf', steps: 40, relativeStepSize: 0.0625, restarts: 1, eot: 1 }],
    [
      { kind: 'pgd', steps: 10, norm: 'l2' },
      { norm: 'l2', steps: 10, relativeStepSize: 0.25, restarts: 1, eot: 1 },
    ],
    [
      { kind: 'pgd', steps: 1 },
      { norm: 'linf', steps: 1, relativeStepSize: 1, restarts: 1, eot: 1 },
    ],
    [
      { kind: 'pgd', relativeStepSize: 0.5, eot: 20 },
      { norm: 'linf', steps: 40, relativeStepSize: 0.5, restarts: 1, eot: 20 },
    ],
    [{ kind: 'mifgsm' }, { steps: 10, decay: 1, eot: 1 }],
    [{ kind: 'deepfool' }, { steps: 50, overshoot: 0.02, eot: 1 }],
    [
      { kind: 'cw', eot: 2 },
      { searchSteps: 9, steps: 200, learningRate: 0.05, confidence: 0, initialConstant: 0.01, eot: 2 },
    ],
    [{ kind: 'square' }, { queries: 5000, areaShare: 0.8, eot: 20 }],
    [
      { kind: 'cw', targets: 'least-likely' },
      {
        ...{ searchSteps: 9, steps: 200, learningRate: 0.05, confidence: 0, initialConstant: 0.01, eot: 1 },
        targets: 'least-likely',
      },
    ],
    [{ kind: 'apgd' }, { norm: 'linf', loss: 'ce', targets: 'all', steps: 100, restarts: 1, eot: 1 }],
    [
      { kind: 'transfer', source: { model: 'baseline' }, attack: { kind: 'mifgsm' } },
      { source: { model: 'baseline' }, attack: { kind: 'mifgsm', steps: 10, decay: 1, eot: 1 } },
    ],
    [
      { kind: 'transfer', source: { frozenDraw: 0 }, attack: { kind: 'square' } },
      { source: { frozenDraw: 0 }, attack: { kind: 'square', queries: 5000, areaShare: 0.8, eot: 20 } },
    ],
    [
      {
        kind: 'ensemble',
        attacks: [{ kind: 'fgsm' }, { kind: 'transfer', source: { path: 'x/y' }, attack: { kind: 'fgsm', eot: 2 } }],
      },
      {
        attacks: [
          { kind: 'fgsm', eot: 1 },
          { kind: 'transfer', source: { path: './x/y' }, attack: { kind: 'fgsm', eot: 2 } },
        ],
        eot: 20,
      },
    ],
  ])('%j get their defaults, and sentences that say so', (written, settings) => {
    const attack = parse({ ...written, snrDb: [20] });
    expect(attack).toEqual({
      id: 'a',
      kind: written.kind,
      strength: { kind: 'snrDb', snrDb: [20], snrReference: 'pixel' },
      snrReference: 'pixel',
      ...settings,
    });
    expect(attackTitle(attack)).toMatch(/ \(a\)$/);
    expect(attackTitle({ ...attack, id: written.kind })).not.toContain('(');
    expect(attackSentences(attack)).toContain('norm' in settings && settings.norm === 'l2' ? 'Euclidean norm' : '.');
  });

  it.each([
    [{ kind: 'pgd', norm: 'l2', epsilons: [0.5, 2, '300/255'] }, [0.5, 2, 300 / 255]],
    [{ kind: 'bim', norm: 'l2', epsilons: [1000] }, [1000]],
    [{ kind: 'cw', epsilons: [1.5] }, [1.5]],
    [{ kind: 'deepfool', epsilons: ['300/255'] }, [300 / 255]],
    [{ kind: 'pgd', norm: 'linf', epsilons: [1, '8/255'] }, [1, 8 / 255]],
    [{ kind: 'transfer', source: { frozenDraw: 0 }, attack: { kind: 'cw' }, epsilons: [1.5] }, [1.5]],
    [{ kind: 'ensemble', attacks: [{ kind: 'cw' }, { kind: 'pgd', norm: 'l2' }], epsilons: [2] }, [2]],
  ])('%j: epsilons are in the range of their norm', (written, epsilons) => {
    expect(parse(written).strength).toEqual({ kind: 'epsilons', epsilons });
  });

  it.each([
    [{ kind: 'pgd', epsilons: [8] }, 'did you mean "8/255"?'],
    [{ kind: 'pgd', norm: 'linf', epsilons: ['300/255'] }, 'a fraction between 0 and 1'],
    [{ kind: 'fgsm', norm: 'l2', epsilons: [0.5] }, 'the key "norm"'],
    [{ kind: 'pgd', norm: 'l3', epsilons: [0.5] }, 'one of "linf", "l2"'],
    [{ kind: 'pgd', norm: 'l2', epsilons: [2000] }, 'a number in [0, 1000]'],
    [{ kind: 'pgd', norm: 'l2', epsilons: [2, 2] }, 'each strength of a sweep once'],
    [{ kind: 'pgd', snrDb: [20], steps: 0 }, 'a whole number from 1'],
    [{ kind: 'bim', snrDb: [20], restarts: 2 }, 'the key "restarts"'],
    [{ kind: 'noise', snrDb: [20], eot: 2 }, 'the key "eot"'],
    [{ kind: 'mifgsm', snrDb: [20], decay: 2 }, 'a number in [0, 1]'],
    [{ kind: 'pgd', snrDb: [20], relativeStepSize: 0 }, 'a step size above 0'],
    [transferOf({ kind: 'pgd', stepps: 3 }), 'did you mean "steps"?'],
    [transferOf({ kind: 'pdg' }), 'did you mean "pgd"?'],
    [transferOf({ kind: 'pgd', snrDb: [20] }), 'the key "snrDb"'],
    [transferOf({ kind: 'transfer' }), 'one of "fgsm", "noise"'],
    [transferOf({ kind: 'fgsm' }, { model: 'basline' }), 'did you mean "baseline"?'],
    [transferOf({ kind: 'fgsm' }, { model: 'vgg' }), 'give the "path" of a model that is not evaluated'],
    [transferOf({ kind: 'fgsm' }, {}), 'one of "model", "path" and "frozenDraw"'],
    [transferOf({ kind: 'fgsm' }, { model: 'baseline', frozenDraw: 0 }), 'one of "model", "path" and "frozenDraw"'],
    [transferOf({ kind: 'fgsm' }, { frozenDraw: -1 }), 'a whole number from 0'],
    [{ ...transferOf({ kind: 'fgsm' }), snrDb: undefined, epsilons: [2] }, 'did you mean "2/255"?'],
    [{ kind: 'fab', epsilons: [2], targets: 9 }, 'one of "next", "least-likely", "random", "all"'],
    [{ kind: 'cw', epsilons: [2], targets: 'nearest' }, 'one of "next", "least-likely", "random", "all"'],
    [{ kind: 'apgd', epsilons: [0.1], schedule: 'multi-eps' }, 'a schedule beside "norm": "l1" alone'],
    [{ kind: 'apgd', norm: 'l1', epsilons: [2], schedule: 'multi-eps', steps: 2 }, 'at least 3 steps'],
    [transferOf({ kind: 'apgd', norm: 'l2', schedule: 'multi-eps' }), 'a schedule beside "norm": "l1" alone'],
    [ensembleOf({ kind: 'fgsm' }), 'a list of at least two attacks'],
    [ensembleOf({ kind: 'fgsm' }, { kind: 'cw' }), '"cw" of the norm l2'],
    [ensembleOf({ kind: 'fgsm' }, { kind: 'ensemble' }), 'one of "fgsm"'],
    [ensembleOf({ kind: 'fgsm' }, { kind: 'square', querys: 3 }), 'did you mean "queries"?'],
    [{ ...ensembleOf({ kind: 'fgsm' }, { kind: 'pgd' }), eot: 1 }, 'a whole number from 10'],
  ])('%j meets one message', (written, message) => {
    const faults = faultsOf(written);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
  });

  it('allow assertions on epsilons above 1 only for radii of an L2 ball', () => {
    const l2 = { kind: 'pgd', norm: 'l2', epsilons: [2] };
    expect(faultsOf(l2, selecting(2))).toEqual([]);
    expect(faultsOf({ kind: 'pgd', epsilons: [0.1] }, selecting(2))[0]).toContain('did you mean "2/255"?');
    expect(faultsOf(l2, selecting(-2))).toHaveLength(1);
  });

  it.each(['suite', 'results'])('have the same keys within other attacks as alone, in the schema of a %s', (name) => {
    const file = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
    const { definitions } = JSON.parse(readFileSync(file, 'utf8'));
    const keysOf = (definition: string) => Object.keys(definitions[definition].properties);
    const sweep = ['id', 'epsilons', 'snrDb', 'snrReference', 'strength', 'knownDraws', 'decomposes'];
    for (const kind of ['fgsm', 'noise', 'bim', 'pgd', 'mifgsm', 'apgd', 'square', 'deepfool', 'cw', 'transfer']) {
      const alone = keysOf(name === 'suite' ? kind : `${kind}Attack`).filter((key) => !sweep.includes(key));
      expect(keysOf(`inner${kind[0]!.toUpperCase()}${kind.slice(1)}`)).toEqual(alone);
    }
  });
});

describe('knownDraws', () => {
  it('is allowed for gradient attacks, and stated in their description', () => {
    const attack = parse({ kind: 'pgd', snrDb: [20], knownDraws: true });
    expect(attack).toMatchObject({ kind: 'pgd', knownDraws: true, eot: 1 });
    expect(attackSentences(attack)).toContain('The attacker knows the random draw that judges');
    expect(parse({ kind: 'pgd', snrDb: [20], knownDraws: false })).not.toHaveProperty('knownDraws');
  });

  it('is refused for attacks without gradients, and beside an average', () => {
    expect(faultsOf({ kind: 'square', snrDb: [20], knownDraws: true })).toEqual([
      expect.stringMatching(/knownDraws.*uses the gradient.*square/s),
    ]);
    expect(faultsOf({ kind: 'fgsm', snrDb: [20], knownDraws: true, eot: 5 })).toEqual([
      expect.stringMatching(/eot.*draw is known.*5/s),
    ]);
    expect(faultsOf({ kind: 'fgsm', snrDb: [20], knownDraws: 1 })).toEqual([expect.stringMatching(/true or false/)]);
  });
});

describe('nearest examples', () => {
  it.each([
    [
      { kind: 'fmn', epsilons: [2] },
      { norm: 'l2', steps: 200, eot: 1 },
    ],
    [
      { kind: 'fmn', norm: 'l0', epsilons: [20] },
      { norm: 'l0', steps: 200, eot: 1 },
    ],
    [
      { kind: 'fab', norm: 'l1', epsilons: [20] },
      { norm: 'l1', steps: 20, targets: 'all', eot: 1 },
    ],
    [
      { kind: 'ddn', snrDb: [20] },
      { steps: 200, gamma: 0.05, initialNorm: 1, eot: 1 },
    ],
    [
      { kind: 'sigma-zero', epsilons: [5] },
      { steps: 1000, threshold: 0.3 },
    ],
  ])('%j has its defaults, and radii above 1 where its norm has them', (written, settings) => {
    expect(parse(written)).toMatchObject(settings);
  });

  it('in L-inf keep to epsilons up to 1, and in L1 and L0 take no SNR', () => {
    expect(faultsOf({ kind: 'fmn', norm: 'linf', epsilons: [2] })).toHaveLength(1);
    expect(faultsOf({ kind: 'fmn', norm: 'l0', snrDb: [20] })).toEqual([expect.stringMatching(/snrDb.*norm l0/s)]);
    expect(faultsOf({ kind: 'sigma-zero', snrDb: [20] })).toEqual([expect.stringMatching(/snrDb.*norm l0/s)]);
  });
});
