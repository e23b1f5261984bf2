import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError, UserErrors } from '../../src/base/errors.js';
import { nearestName } from '../../src/base/nearestName.js';
import { sha256 } from '../../src/base/stableHash.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { writeFile, writtenSuite } from '../support/madeRun.js';

/** The faults of a suite file, one message each. */
function faultsOf(content: unknown): string[] {
  try {
    parseSuite(writeFile(content));
  } catch (error) {
    if (error instanceof UserErrors) return error.errors.map(({ message }) => message);
    if (error instanceof UserError) return [error.message];
    throw error;
  }
  return [];
}

const changed = (changes: object) => ({ ...writtenSuite, ...changes });
const attacks = (...list: object[]) => changed({ attacks: list, assertions: [] });
const fgsm = (changes: object) => attacks({ id: 'fgsm', kind: 'fgsm', ...changes });

describe('parseSuite', () => {
  it('fills in defaults, resolves fractions and makes paths absolute from the suite’s folder', () => {
    const file = writeFile({
      name: 'small',
      dataset: { name: 'imageFolder', path: 'pictures' },
      models: [{ id: 'm', path: '../models/m' }],
      attacks: [{ id: 'a', kind: 'fgsm', epsilons: ['8/255', 0, '1.5/3'] }],
      assertions: [{ metric: 'accuracy', select: { epsilon: '8/255' }, max: 0.5 }],
    });
    expect(parseSuite(file)).toEqual({
      name: 'small',
      gate: { maxDrop: 0.01, alpha: 0.05, onInconclusive: 'warn', onMissingBaseline: 'warn' },
      sources: [],
      file,
      sha256: sha256(readFileSync(file)),
      dataset: { name: 'imageFolder', split: 'test', path: join(dirname(file), 'pictures') },
      models: [{ id: 'm', path: resolve(dirname(file), '../models/m'), label: 'm' }],
      attacks: [
        {
          id: 'a',
          kind: 'fgsm',
          strength: { kind: 'epsilons', epsilons: [8 / 255, 0, 0.5] },
          snrReference: 'pixel',
          eot: 1,
        },
      ],
      evaluation: { draws: 1, vote: 1, seed: 1 },
      assertions: [{ metric: 'accuracy', select: { epsilon: 8 / 255 }, max: 0.5 }],
    });
  });

  it('keeps what is given', () => {
    const suite = parseSuite(writeFile(writtenSuite));
    expect(suite.attacks[0]).toEqual({
      id: 'fgsm',
      kind: 'fgsm',
      strength: { kind: 'snrDb', snrDb: [50, 40, 33, 25], snrReference: 'centered' },
      snrReference: 'centered',
      eot: 3,
    });
    expect(suite.evaluation).toEqual(writtenSuite.evaluation);
    expect(suite.reference).toEqual(writtenSuite.reference);
    expect(suite.assertions).toEqual(writtenSuite.assertions.map((assertion) => ({ select: {}, ...assertion })));
    expect(suite.models[0]!.label).toBe('Baseline');
  });
});

const name = fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,12}$/);
const epsilon = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }).map((value) => Math.abs(value)),
  fc.tuple(fc.nat(255), fc.integer({ min: 255, max: 512 })).map(([a, b]) => `${a}/${b}`),
);
const snr = fc.double({ min: -40, max: 120, noNaN: true }).map((value) => value + 0);
const value = (entry: number | string) =>
  typeof entry === 'number' ? entry : Number(entry.split('/')[0]) / Number(entry.split('/')[1]);
const sweep = fc.oneof(
  fc.uniqueArray(epsilon, { selector: value, minLength: 1, maxLength: 6 }).map((epsilons) => ({ epsilons })),
  fc.uniqueArray(snr, { comparator: 'IsStrictlyEqual', minLength: 1, maxLength: 6 }).map((snrDb) => ({ snrDb })),
);
const text = fc.string({ minLength: 1, maxLength: 40 }).filter((letters) => letters.trim() !== '');
const positive = fc.integer({ min: 1, max: 65_535 });
const written = fc
  .record({
    name,
    dataset: fc
      .tuple(
        fc.record({ name: fc.constantFrom('mnist', 'cifar10', 'cifar100', 'svhn') }),
        fc.record({ split: fc.constantFrom('train', 'test') }, { requiredKeys: [] }),
      )
      .map(([a, b]) => ({ ...a, ...b })),
    models: fc.uniqueArray(
      fc
        .tuple(fc.record({ id: name, path: text }), fc.record({ label: text }, { requiredKeys: [] }))
        .map(([a, b]) => ({ ...a, ...b })),
      { selector: ({ id }) => id, minLength: 1, maxLength: 3 },
    ),
    attacks: fc.uniqueArray(
      fc
        .tuple(
          fc.record({ id: name }),
          sweep,
          fc.record({ eot: positive, snrReference: fc.constantFrom('pixel', 'centered') }, { requiredKeys: [] }),
        )
        .map((parts) => Object.assign({ kind: 'fgsm' }, ...parts) as { id: string; snrDb?: number[] }),
      { selector: ({ id }) => id, minLength: 1, maxLength: 3 },
    ),
    evaluation: fc.record({ draws: positive, vote: positive, seed: fc.maxSafeNat() }, { requiredKeys: [] }),
    snrDb: snr,
    bound: fc.double({ min: -5, max: 1, noNaN: true }),
    metric: fc.constantFrom('accuracy', 'relativeAccuracy', 'cleanAccuracy', 'gap', 'gapReduction'),
  })
  // The reference itself has no gap reduction.
  .filter(({ metric, models }) => metric !== 'gapReduction' || models.length > 1)
  .map(({ snrDb, bound, metric, ...suite }) => ({
    ...suite,
    reference: { model: suite.models[0]!.id, snrDb: suite.attacks.flatMap(({ snrDb: own = [] }) => own)[0] ?? snrDb },
    assertions: [{ select: { model: suite.models.at(-1)!.id, attack: suite.attacks[0]!.id }, metric, min: bound }],
  }));

type Json = Record<string, unknown>;
type Path = readonly (string | number)[];

/** All objects and lists inside a value, by path. */
function containers(root: unknown, path: Path = []): Path[] {
  if (typeof root !== 'object' || root === null) return [];
  return [
    path,
    ...Object.entries(root).flatMap(([key, child]) =>
      containers(child, [...path, Array.isArray(root) ? Number(key) : key]),
    ),
  ];
}

const at = (root: unknown, path: Path) => path.reduce((parent, step) => (parent as Json)[step], root);

describe('the schema accepts valid suites only', () => {
  it('takes any suite that follows the rules', () => {
    fc.assert(
      fc.property(written, (suite) => {
        expect(faultsOf(suite)).toEqual([]);
      }),
    );
  });

  it('refuses an unknown key in any object, by name', () => {
    fc.assert(
      fc.property(written, fc.nat(), (suite, pick) => {
        const copy = structuredClone(suite);
        const objects = containers(copy).filter((path) => !Array.isArray(at(copy, path)));
        const path = objects[pick % objects.length]!;
        (at(copy, path) as Json).unheardOf = 1;
        const faults = faultsOf(copy);
        expect(faults).toHaveLength(1);
        expect(faults[0]).toContain(`/${[...path, 'unheardOf'].join('/')}\n`);
        expect(faults[0]).toContain('found:    the key "unheardOf"');
      }),
    );
  });

  it('refuses a suite without any one of the keys it needs', () => {
    const needed: readonly (readonly [Path, string])[] = [
      [[], 'name'],
      [[], 'dataset'],
      [[], 'models'],
      [[], 'attacks'],
      [['dataset'], 'name'],
      [['models', 0], 'id'],
      [['models', 0], 'path'],
      [['attacks', 0], 'id'],
      [['attacks', 0], 'kind'],
      [['reference'], 'model'],
      [['reference'], 'snrDb'],
      [['assertions', 0], 'metric'],
      [['assertions', 0], 'min'],
    ];
    for (const [path, key] of needed) {
      const copy: unknown = structuredClone(writtenSuite);
      delete (at(copy, path) as Json)[key];
      expect(faultsOf(copy).join('\n')).toContain(`"${key}"`);
    }
  });

  it('refuses a value of another type anywhere', () => {
    fc.assert(
      fc.property(written, fc.nat(), fc.constantFrom(null, true, [[]], {}), (suite, pick, odd) => {
        const copy: unknown = structuredClone(suite);
        const places = containers(copy).flatMap((path) =>
          Object.keys(at(copy, path) as Json).map((key) => [path, key] as const),
        );
        const [path, key] = places[pick % places.length]!;
        const harmless = key === 'evaluation' || key === 'select';
        fc.pre(!(harmless && odd !== null && typeof odd === 'object'));
        (at(copy, path) as Json)[key] = odd;
        expect(faultsOf(copy).length).toBeGreaterThan(0);
      }),
    );
  });

  it('is a schema that editors understand, and agrees with a plain validator', () => {
    const schema = JSON.parse(readFileSync(new URL('../../schemas/suite.schema.json', import.meta.url), 'utf8'));
    const ajv = new Ajv({ strict: false });
    expect(ajv.validateSchema(schema)).toBe(true);
    const validate = ajv.compile(schema);
    fc.assert(
      fc.property(written, (suite) => {
        expect(validate(suite)).toBe(true);
      }),
    );
    expect(validate(fgsm({ epsilons: [2] }))).toBe(false);
  });
});

describe('faults of a suite', () => {
  it('come all at once, in the order of the text, each with line, column and pointer', () => {
    const text = `{ "name": "a b",
  "dataset": {"name": "minst", "spllit": "test"},
  "models": [{"id": "baseline", "path": "m"}, {"id": "baseline", "pth": "x"}],
  "attacks": [{"id": "f", "kind": "fgsm", "epsilons": [8]}],
  "reference": {"model": "basline", "snrDb": 33} }`;
    const faults = faultsOf(text);
    expect(faults.map((fault) => /\.json:(\d+:\d+ \S+)/.exec(fault)![1])).toEqual([
      '1:11 /name',
      '2:23 /dataset/name',
      '2:32 /dataset/spllit',
      '3:54 /models/1/id',
      '3:66 /models/1/pth',
      '4:56 /attacks/0/epsilons/0',
      '5:26 /reference/model',
    ]);
    expect(faults[1]).toContain('did you mean "mnist"?');
    expect(faults[2]).toContain('did you mean "split"?');
    expect(faults[3]).toContain('"baseline", the id of /models/0');
    // The missing "path" is the misspelt one: said once.
    expect(faults[4]).toContain('did you mean "path"?');
    expect(faults[6]).toContain('did you mean "baseline"?');
  });

  it.each([
    [8, 'epsilon is on pixels in [0, 1]; did you mean "8/255"?'],
    [-0.1, 'it cannot be negative: did you mean 0.1?'],
    [1000, '1 is the whole range'],
    ['8 / 255', 'did you mean "8/255"?'],
    ['0.1', 'write the number without quotes'],
    ['300/255', 'a fraction between 0 and 1'],
    ['1/0', 'divide by more than 0'],
    ['eight', 'a number such as 0.03'],
    [true, 'a number in [0, 1] or a fraction such as "8/255"'],
  ])('say of the epsilon %j: %s', (epsilonFound, message) => {
    const faults = faultsOf(fgsm({ epsilons: [epsilonFound] }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
    expect(faults[0]).toContain(`found:    ${JSON.stringify(epsilonFound)}`);
    const selected = changed({ assertions: [{ metric: 'accuracy', min: 0, select: { epsilon: epsilonFound } }] });
    expect(faultsOf(selected)[0]).toContain(message);
  });

  it.each([
    ['both kinds of sweep', fgsm({ epsilons: [0.1], snrDb: [33] }), 'exactly one of "epsilons" and "snrDb"'],
    ['no sweep', fgsm({}), 'exactly one of "epsilons" and "snrDb"'],
    ['an empty sweep', fgsm({ snrDb: [] }), 'a list of 1 to 1000 SNRs in dB'],
    [
      'an epsilon twice in other words',
      fgsm({ epsilons: ['2/255', '4/510'] }),
      '"4/510", which equals the earlier "2/255"',
    ],
    ['an SNR twice', fgsm({ snrDb: [33, 20, 33] }), '33, which equals the earlier 33'],
    ['an SNR out of reach', fgsm({ snrDb: [500] }), 'an SNR in dB between -40 and 120'],
    ['an attack nobody knows', attacks({ id: 'a', kind: 'fgms', snrDb: [33] }), 'did you mean "fgsm"?'],
    [
      'a sweep of too many points',
      fgsm({ snrDb: Array.from({ length: 1001 }, (_, at) => at / 20) }),
      'a list of 1 to 1000 SNRs in dB',
    ],
    ['half a gradient', fgsm({ snrDb: [33], eot: 0.5 }), 'a whole number from 1 to 65535'],
    ['no draw', changed({ evaluation: { draws: 0 } }), '/evaluation/draws\n'],
    ['a fractional vote', changed({ evaluation: { vote: 1.5 } }), '/evaluation/vote\n'],
    ['a seed below 0', changed({ evaluation: { seed: -1 } }), 'a whole number from 0 to'],
    ['a name of dots', changed({ name: '..' }), 'not of dots alone'],
    ['a name with a slash', changed({ name: 'a/b' }), 'letters, digits'],
    [
      'an attack id twice',
      attacks({ id: 'a', kind: 'fgsm', snrDb: [33] }, { id: 'a', kind: 'fgsm', snrDb: [30] }),
      '"a", the id of /attacks/0',
    ],
    ['an unknown reference SNR reference', fgsm({ snrDb: [33], snrReference: 'centred' }), 'did you mean "centered"?'],
    ['an imageFolder without path', changed({ dataset: { name: 'imageFolder' } }), 'the key "path"'],
    [
      'a path with mnist',
      changed({ dataset: { name: 'mnist', path: 'x' } }),
      'no path, because "mnist" is found by name',
    ],
    ['a list for a suite', [], 'an evaluation suite, as an object'],
  ])('meet %s with one message', (_, suite, message) => {
    const faults = faultsOf(suite);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
  });

  const asserting = (assertion: object, changes: object = {}) =>
    changed({ assertions: [{ metric: 'accuracy', min: 0.5, ...assertion }], ...changes });
  it.each([
    ['an unknown model', asserting({ select: { model: 'random16' } }), 'did you mean "random-16"?'],
    ['an unknown attack', asserting({ select: { attack: 'pgd-strong' } }), 'one of "fgsm", "fgsm-eps"'],
    ['an unknown metric', asserting({ metric: 'acuracy' }), 'did you mean "accuracy"?'],
    ['no bound', changed({ assertions: [{ metric: 'accuracy' }] }), '"min", "max" or both'],
    ['bounds the wrong way round', asserting({ min: 0.6, max: 0.4 }), 'a min of at most the max, 0.4'],
    ['a bound in percent', asserting({ min: 60 }), 'a number of at most 1'],
    ['an unknown model to compare with', asserting({ comparedWith: 'base' }), '/assertions/0/comparedWith'],
    [
      'a model compared with itself',
      asserting({ select: { model: 'random-16' }, comparedWith: 'random-16' }),
      'another model than that of "select"',
    ],
    [
      'a model compared with itself, the only one of the suite',
      changed({
        models: [{ id: 'baseline', path: '../models/baseline' }],
        assertions: [{ metric: 'accuracy', comparedWith: 'baseline', min: 0 }],
      }),
      'a suite with another model',
    ],
    [
      'a reduction of the reference itself',
      asserting({ metric: 'gapReduction', select: { model: 'baseline' } }),
      'another model than the reference, which has no gap reduction',
    ],
    [
      'a reduction compared with the reference',
      asserting({ metric: 'gapReduction', comparedWith: 'baseline' }),
      'another model than the reference',
    ],
    ['SNR and epsilon together', asserting({ select: { snrDb: 33, epsilon: 0.1 } }), 'either "snrDb" or "epsilon"'],
    ['a clean accuracy at a point', asserting({ metric: 'cleanAccuracy', select: { snrDb: 33 } }), 'no point'],
    ['a gap at an epsilon', asserting({ metric: 'gap', select: { epsilon: 0.1 } }), 'select by "snrDb"'],
    ['a gap without SNR', asserting({ metric: 'gap' }, { reference: undefined }), 'an SNR to read the gap at'],
    [
      'a reduction without reference',
      asserting({ metric: 'gapReduction', select: { snrDb: 33 } }, { reference: undefined }),
      'a suite with a "reference"',
    ],
  ])('meet an assertion with %s with one message', (_, suite, message) => {
    const faults = faultsOf(suite);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
  });

  it('do not occur where a decomposed model is compared with its reduced and its mean network', () => {
    const models = [{ id: 'random-16', path: '../models/random-16', decompose: true }];
    const compared = (comparedWith: string) =>
      faultsOf(
        changed({
          models,
          reference: undefined,
          assertions: [{ metric: 'cleanAccuracy', select: { model: 'random-16' }, comparedWith, max: 0.0075 }],
        }),
      );
    expect([compared('random-16.reduced'), compared('random-16.mean')]).toEqual([[], []]);
    expect(compared('random-16.norm').join()).toContain('/assertions/0/comparedWith');
  });

  it('do not occur if a gap has an SNR or gets it from the reference', () => {
    expect(faultsOf(asserting({ metric: 'gapReduction' }))).toEqual([]);
    expect(faultsOf(asserting({ metric: 'gap', select: { snrDb: 30 } }, { reference: undefined }))).toEqual([]);
  });
});

describe('files that are no suite', () => {
  it.each([
    ['an empty file', '', 'an empty file'],
    ['a byte order mark', '\ufeff{}', 'byte order mark'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), 'UTF-16'],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xc3, 0x28, 0x22]), 'not UTF-8'],
    ['nesting without end', '['.repeat(200_000), 'nested at most 64 deep'],
    ['white space alone', '  \n ', 'the end of the file'],
    ['a comment', '{\n  // no\n  "name": "a" }', ':2:3\n  expected: JSON without comments'],
    ['a trailing comma', '{\n  "name": "a",\n}', ':3:1\n  expected: a key in double quotes'],
    ['a missing comma', '{ "name": "a"\n  "models": [] }', ':2:3\n  expected: a comma'],
    ['a string without end', '{ "name": "a }', 'a closing double quote'],
    ['a file cut short', '{ "name": "a", "models": [', 'the end of the file'],
    ['a key twice', '{ "name": "a",\n "name": "b" }', ':2:2\n  expected: the key "name" once'],
  ])('%s is said to be so', (_, content, message) => {
    const faults = faultsOf(content);
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.join('\n')).toContain(message);
  });

  it('brackets in text do not count as nesting', () => {
    expect(faultsOf(changed({ models: [{ id: 'baseline', path: `"\\${'['.repeat(500)}` }], assertions: [] }))).toEqual(
      [],
    );
  });

  it('a missing file and a folder are said to be so', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rapa-suites-'));
    mkdirSync(join(folder, 'suite.json'));
    expect(() => parseSuite(join(folder, 'suite.json'))).toThrow('a folder');
    expect(() => parseSuite(join(folder, 'none.json'))).toThrow('no such file');
  });

  it('never leads to anything but a user error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), fc.uint8Array()), (content) => {
        expect(faultsOf(content).length).toBeGreaterThan(0);
      }),
    );
  });
});

it('nearestName finds typing errors and ignores unrelated names', () => {
  expect(nearestName('atacks', ['models', 'attacks'])).toBe('attacks');
  expect(nearestName('MNIST', ['mnist'])).toBe('mnist');
  expect(nearestName('zebra', ['models', 'attacks'])).toBeUndefined();
  expect(nearestName('x', ['y'])).toBeUndefined();
});

describe('points of reference and assertions that no attack computes are refused', () => {
  const faults = (changes: object) => faultsOf({ ...writtenSuite, ...changes });
  const asserted = (metric: string, select: object) => ({ assertions: [{ metric, select, min: 0 }] });

  it.each<[string, object, RegExp]>([
    ['an SNR', asserted('accuracy', { snrDb: 34 }), /one of the snrDb in the attacks: 50, 40, 33, 25\n.*found: +34/],
    [
      'an epsilon',
      asserted('worstAccuracy', { epsilon: '4/255' }),
      /one of the epsilons in the attacks: 0.1, 0.0313725, 0.00784314, 0\n/,
    ],
    [
      "another attack's strength",
      asserted('relativeAccuracy', { attack: 'fgsm-eps', snrDb: 33 }),
      /a strength of attack 'fgsm-eps', which has no snrDb\n/,
    ],
    [
      'a gap outside the sweep',
      asserted('gap', { attack: 'fgsm', snrDb: 20 }),
      /an SNR within a sweep in attack 'fgsm': 50, 40, 33, 25\n.*found: +20\n.*add 20 to/,
    ],
  ])('%s', (_, changes, message) => {
    expect(faults(changes)).toEqual([expect.stringMatching(message)]);
  });

  it('also the reference of a suite that has no epsilons', () => {
    const [attack] = writtenSuite.attacks;
    const alone = { attacks: [attack], reference: { model: 'baseline', snrDb: 20 }, assertions: [] };
    expect(faults(alone)).toEqual([expect.stringContaining('/reference/snrDb')]);
  });

  it('but not gaps where an epsilon sweep may reach them, nor strengths written in another way', () => {
    expect(faults(asserted('gap', { snrDb: 20 }))).toEqual([]);
    expect(faults(asserted('accuracy', { epsilon: 2 / 255 }))).toEqual([]);
  });
});
