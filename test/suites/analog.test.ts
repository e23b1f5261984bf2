import { describe, expect, it } from 'vitest';
import { UserErrors } from '../../src/base/errors.js';
import { timeName } from '../../src/contract/analogTime.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { writeFile, writtenSuite } from '../support/madeRun.js';

const suiteOf = (analog: unknown, changes: object = {}, model: object = {}) =>
  parseSuite(
    writeFile({
      ...writtenSuite,
      models: [writtenSuite.models[0], { id: 'a', path: '../models/a', analog, ...model }],
      assertions: [],
      ...changes,
    }),
  );
const faultsOf = (...given: Parameters<typeof suiteOf>): string => {
  try {
    suiteOf(...given);
  } catch (error) {
    return error instanceof UserErrors ? error.errors.map(String).join('\n') : String(error);
  }
  return '';
};

describe('analog models of a suite', () => {
  it('are one for each chip and time, with defaults filled in', () => {
    const { models } = suiteOf({ device: 'pcm', chips: 2, time: [0, 5400, 31_536_000] });
    expect(models.slice(1).map(({ id }) => id)).toEqual([
      ...['a.chip1.0s', 'a.chip1.90min', 'a.chip1.1y'],
      ...['a.chip2.0s', 'a.chip2.90min', 'a.chip2.1y'],
    ]);
    expect(models.at(-1)).toMatchObject({
      label: 'a, chip 2, after 1y',
      analog: { device: 'pcm', chip: 2, time: 31_536_000, compensation: 'global', rows: 512 },
    });
    expect(models[0]!.analog).toBeUndefined();
  });

  it('keep their id and label if there is one', () => {
    const [, model] = suiteOf({ device: 'reram', chip: 7, compensation: 'none' }).models;
    expect(model).toMatchObject({ id: 'a', label: 'a', analog: { chip: 7, time: 0, compensation: 'none' } });
  });

  it('have the converters of a preset with single values changed', () => {
    const converters = (analog: object) => suiteOf({ device: 'pcm', ...analog }).models[1]!.analog!.converters;
    expect(converters({})).toBeUndefined();
    expect(converters({ periphery: 'none', outputNoise: 0 })).toBeUndefined();
    expect(converters({ periphery: 'plain', outputNoise: 0.02 })).toEqual({
      ...{ inputBits: 7, outputBits: 9, outputBound: 12, outputNoise: 0.02, weightNoise: 0 },
      ...{ noiseManagement: 'absMax', boundManagement: 'iterative' },
    });
    expect(converters({ periphery: 'hwa', inputRange: { conv1: 3 } })).toMatchObject({
      ...{ weightNoise: 0.0175, noiseManagement: 'constant', inputRange: { conv1: 3 } },
    });
    expect(converters({ inputBits: 6 })).toEqual({
      ...{ inputBits: 6, outputNoise: 0, weightNoise: 0, noiseManagement: 'absMax', boundManagement: 'none' },
    });
  });

  it('keep the attacker of the digital weights, and the usual one silent', () => {
    expect(suiteOf({ device: 'pcm', gradient: 'digital' }).models[1]!.analog!.gradient).toBe('digital');
    expect(suiteOf({ device: 'pcm', gradient: 'chip' }).models[1]!.analog).not.toHaveProperty('gradient');
  });

  it('are of the times that a device has figures for', () => {
    const { models } = suiteOf({ device: 'reram', time: [0, 1, 86_400, 172_800] });
    expect(models.slice(1).map(({ id }) => id)).toEqual(['a.0s', 'a.1s', 'a.1d', 'a.2d']);
    expect(suiteOf({ device: 'hermes1', time: 3600 }).models).toHaveLength(2);
  });

  it('can be meant by assertions, the reference and transfer attacks', () => {
    const transfer = { id: 't', kind: 'transfer', source: { model: 'a.1h' }, attack: { kind: 'fgsm' }, snrDb: [33] };
    const assertions = [{ metric: 'accuracy', select: { model: 'a.1d' }, min: 0 }];
    const changes = { attacks: [transfer], assertions, reference: { model: 'a.1h', snrDb: 33 } };
    expect(faultsOf({ device: 'pcm', time: [3600, 86_400] }, changes)).toBe('');
    expect(faultsOf({ device: 'pcm', time: [3600, 7200] }, changes)).toMatch(/a\.1h.*a\.2h/);
  });

  it.each<[string, unknown, object, RegExp]>([
    ['an unknown device', { device: 'pmc' }, {}, /did you mean "pcm"/],
    ['a time below 0', { device: 'pcm', time: -1 }, {}, /seconds since programming, or a list/],
    ['arrays of too few rows', { device: 'pcm', rows: 4 }, {}, /a number of inputs, 16 to 65536/],
    ['bits below 2', { device: 'pcm', inputBits: 1 }, {}, /a number of bits, 2 to 16/],
    ['bits above 16', { device: 'pcm', outputBits: 17, outputBound: 10 }, {}, /a number of bits, 2 to 16/],
    ['an unknown periphery', { device: 'pcm', periphery: 'plane' }, {}, /did you mean "plain"/],
    ['output bits without a bound', { device: 'pcm', outputBits: 8 }, {}, /"outputBound" with "outputBits"/],
    ['a bound of 0', { device: 'pcm', outputBound: 0 }, {}, /a number above 0/],
    ['noise below 0', { device: 'pcm', outputNoise: -0.1 }, {}, /a number, 0 or more/],
    ['a constant scale without a range', { device: 'pcm', periphery: 'hwa' }, {}, /"inputRange" with a constant scale/],
    ['a range without a constant scale', { device: 'pcm', inputRange: 2 }, {}, /noiseManagement "constant" with/],
    [
      'bound management without a bound',
      { device: 'pcm', boundManagement: 'iterative' },
      {},
      /"outputBound" with boundM/,
    ],
    [
      'a time that the device has no figures for',
      { device: 'reram', time: [1, 3600] },
      {},
      /a time that reram has figures for: 0, 1, 86400, 172800 s/,
    ],
    ['an unknown attacker', { device: 'pcm', gradient: 'chips' }, {}, /did you mean "chip"/],
    ['a chip and chips', { device: 'pcm', chip: 2, chips: 3 }, {}, /"chip" or "chips"/],
    ['a decomposition', { device: 'pcm' }, { decompose: true }, /decompose or analog/],
    ['an id that another model has', { device: 'pcm', time: [0, 3600] }, { id: 'x' }, /an id that analog does not add/],
  ])('are refused with %s', (_, analog, model, message) => {
    const changes =
      'id' in model
        ? { models: [writtenSuite.models[0], { id: 'x.1h', path: 'b' }, { id: 'x', path: 'a', analog }] }
        : {};
    expect(faultsOf(analog, changes, model)).toMatch(message);
  });

  it('name times by the largest unit', () => {
    expect([0, 0.5, 20, 60, 5400, 7200, 86_400, 2 * 31_536_000].map(timeName)).toEqual([
      '0s',
      '0.5s',
      '20s',
      '1min',
      '90min',
      '2h',
      '1d',
      '2y',
    ]);
  });
});
