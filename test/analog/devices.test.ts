import { describe, expect, it } from 'vitest';
import { devices } from '../../src/analog/devices.js';
import { programArray } from '../../src/analog/programArray.js';
import { programMatrix } from '../../src/analog/programMatrix.js';
import { randomStream } from '../../src/base/random.js';
import type { AnalogDeviceName, AnalogSpec } from '../../src/contract/analog.js';

const count = 100_000;
const moments = (values: ArrayLike<number>) => {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return { mean, deviation: Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length) };
};
const streams = (seed: number) => ({
  programming: randomStream(seed, 'analogProgramming'),
  drift: randomStream(seed, 'analogDrift'),
  read: randomStream(seed, 'analogRead'),
  calibration: [randomStream(seed, 'analogCalibration', 0), randomStream(seed, 'analogCalibration', 1)] as const,
});
/** The weights of an array of one column. */
const folded = (...given: Parameters<typeof programArray>): Float32Array => {
  const { weights, factors } = programArray(...given);
  return weights.map((weight) => weight * factors[0]!);
};

/** Net conductances of `count` pairs with a target, in microsiemens, beside one full weight that sets the scale. */
function netConductances(device: AnalogDeviceName, target: number, time: number): Float32Array {
  const values = new Float32Array(count + 1).fill(target);
  values[count] = 1;
  const reading = { device: devices[device], time, compensation: 'none' } as const;
  const found = folded({ values, columns: 1 }, reading, streams(3));
  return found.subarray(0, count).map((value) => value * devices[device].greatest);
}

/** Mean and standard deviation of a normal number that is cut off at 0. */
function cutNormal(mean: number, deviation: number): { mean: number; deviation: number } {
  const steps = 200_000;
  let [sum, squares] = [0, 0];
  for (let step = 0; step < steps; step++) {
    const z = -8 + (16 * (step + 0.5)) / steps;
    const weight = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * (16 / steps);
    const value = Math.max(0, mean + deviation * z);
    sum += weight * value;
    squares += weight * value * value;
  }
  return { mean: sum, deviation: Math.sqrt(squares - sum * sum) };
}

describe('programming noise', () => {
  it.each(['pcm', 'hermes1', 'hermes2', 'reram'] as const)('has the moments of its formula: %s', (name) => {
    const device = { ...devices[name], readNoise: undefined, drift: undefined };
    for (const target of [1, 0.5, 0.1, 0.01]) {
      const values = new Float32Array(count + 1).fill(target);
      values[count] = 1;
      const { readNoise: _, drift: __, ...silent } = device;
      const found = folded({ values, columns: 1 }, { device: silent, time: 0, compensation: 'none' }, streams(2));
      const net = moments(found.subarray(0, count).map((value) => value * device.greatest));
      const plus = cutNormal(target * device.greatest, device.programmingNoise(target));
      const minus = cutNormal(0, device.programmingNoise(0));
      const deviation = Math.hypot(plus.deviation, minus.deviation);
      expect(Math.abs(net.mean - (plus.mean - minus.mean))).toBeLessThan((5 * deviation) / Math.sqrt(count));
      expect(net.deviation / deviation).toBeCloseTo(1, 1.5);
    }
  });

  it('leaves 0.105 uS on average on a PCM device whose target is 0', () => {
    const { mean, deviation } = cutNormal(0, devices.pcm.programmingNoise(0));
    expect(mean).toBeCloseTo(0.105, 3);
    expect(deviation).toBeCloseTo(0.154, 3);
  });
});

/** Target, time, mean and standard deviation of a PCM device's conductance in 2 million draws with numpy. */
const drawn = [
  [1, 0, 25.0006, 1.4002],
  [1, 3600, 19.3942, 1.4072],
  [1, 86_400, 16.6249, 1.514],
  [1, 31_536_000, 12.5046, 1.6502],
  [0.5, 0, 12.5001, 1.1954],
  [0.5, 3600, 9.698, 1.0571],
  [0.5, 86_400, 8.3127, 1.0275],
  [0.5, 31_536_000, 6.2529, 0.9926],
  [0.1, 0, 2.5001, 0.608],
  [0.1, 3600, 1.8415, 0.5274],
  [0.1, 86_400, 1.5383, 0.5125],
  [0.1, 31_536_000, 1.1163, 0.4964],
  [0.01, 0, 0.2824, 0.2923],
  [0.01, 3600, 0.1769, 0.1984],
  [0.01, 86_400, 0.1365, 0.1662],
  [0.01, 31_536_000, 0.0883, 0.1297],
] as const;
const atRest = new Map([
  [0, [0.1074, 0.1864]],
  [3600, [0.0663, 0.1223]],
  [86_400, [0.0506, 0.0994]],
  [31_536_000, [0.0322, 0.0736]],
]);

describe('phase-change memory', () => {
  it.each(drawn)('at a target of %d, %d s after programming', (target, time, mean, deviation) => {
    const [meanOfZero, deviationOfZero] = atRest.get(time)!;
    const both = Math.hypot(deviation, deviationOfZero!);
    const net = moments(netConductances('pcm', target, time));
    expect(Math.abs(net.mean - (mean - meanOfZero!))).toBeLessThan((5 * both) / Math.sqrt(count) + 2e-3);
    expect(Math.abs(net.deviation / both - 1)).toBeLessThan(0.02);
  });

  it('drifts with the exponents of its targets', () => {
    const exponents = (r: number) => {
      const stream = randomStream(1, 'test', 1);
      return moments(Array.from({ length: count }, () => devices.pcm.drift!.exponent(r, stream)));
    };
    expect(exponents(0).mean).toBeCloseTo(0.1006, 3);
    expect(exponents(0).deviation).toBeCloseTo(0.0442, 3);
    expect(exponents(1).mean).toBeCloseTo(0.049, 4);
    expect(exponents(1).deviation).toBeCloseTo(0.008, 4);
  });
});

/** Target, then mean and standard deviation of the drift exponent, and the read noise of a conductance as large right after programming. */
const hermesFits: Record<'hermes1' | 'hermes2', readonly (readonly [number, number, number, number])[]> = {
  hermes1: [
    [1, 0.0174, 0.0055, 0.0168],
    [0.5, 0.0564, 0.012075, 0.0217],
    [0.05, 0.097734, 0.033649, 0.027167],
    [0, 0.13, 0.04, 0.04],
  ],
  hermes2: [
    [1, 0.0174, 0.0048, 0.0123],
    [0.5, 0.0564, 0.009, 0.016713],
    [0.05, 0.097734, 0.02935, 0.02815],
    [0, 0.13, 0.04, 0.04],
  ],
};
const firstReads = { hermes1: 200, hermes2: 300 } as const;

/** The mean of `value` of a normal number. */
function meanOf(mean: number, deviation: number, value: (drawn: number) => number): number {
  const steps = 4000;
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    const z = -8 + (16 * (step + 0.5)) / steps;
    sum += (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * (16 / steps) * value(mean + deviation * z);
  }
  return sum;
}

describe.each(['hermes1', 'hermes2'] as const)('the Hermes chip, %s', (name) => {
  const device = devices[name];

  it.each(hermesFits[name])(
    'has the exponents and the read noise of its fit at a target of %d',
    (target, mean, deviation, quality) => {
      const stream = randomStream(1, 'test', 1);
      const found = moments(Array.from({ length: count }, () => device.drift!.exponent(target, stream)));
      expect(Math.abs(found.mean - meanOf(mean, deviation, Math.abs))).toBeLessThan((5 * deviation) / Math.sqrt(count));
      expect(found.deviation / deviation).toBeCloseTo(1, 1.5);
      const growth = (time: number) => Math.sqrt(Math.log((time + firstReads[name] + 512e-9) / (2 * 512e-9)));
      for (const time of [0, 86_400])
        expect(device.readNoise!.share(target, time)).toBeCloseTo(quality * growth(time), 5);
    },
  );

  it.each([0, 3600, 86_400, 31_536_000])('has the mean and deviation in closed form after %d s', (time) => {
    const ratio = (time + firstReads[name]) / firstReads[name];
    // Programming, drift and read noise are independent but for the share of the read noise; the least conductance is 0.
    const closed = (target: number) => {
      const [, mean, deviation] = hermesFits[name].find(([own]) => own === target)!;
      const programmed = (value: (conductance: number) => number) =>
        meanOf(target * device.greatest, device.programmingNoise(target), (drawn) => value(Math.max(0, drawn)));
      const drifted = (power: number) => meanOf(mean, deviation, (nu) => ratio ** (-power * Math.abs(nu)));
      const share = (conductance: number) => device.readNoise!.share(conductance / device.greatest, time);
      const first = programmed((g) => g) * drifted(1);
      return { mean: first, square: programmed((g) => g * g * (1 + share(g) ** 2)) * drifted(2) };
    };
    const rest = closed(0);
    for (const target of [1, 0.5, 0.05]) {
      const { mean, square } = closed(target);
      const deviation = Math.sqrt(square - mean ** 2 + rest.square - rest.mean ** 2);
      const net = moments(netConductances(name, target, time));
      expect(Math.abs(net.mean - (mean - rest.mean))).toBeLessThan((5 * deviation) / Math.sqrt(count));
      expect(Math.abs(net.deviation / deviation - 1)).toBeLessThan(0.02);
    }
  });
});

describe('resistive memory', () => {
  /** Time and target, then standard deviations from the target and from a target of 0. */
  const spreads = [
    [86_400, 1, 2.651, 0.701],
    [86_400, 0.5, 3.909, 0.701],
    [172_800, 1, 2.677, 0.782],
    [172_800, 0.5, 3.929125, 0.782],
  ] as const;

  it.each(spreads)('has the deviations of the curve of %d s at a target of %d', (time, target, spread, rest) => {
    const [plus, minus] = [cutNormal(40 * target, spread), cutNormal(0, rest)];
    const deviation = Math.hypot(plus.deviation, minus.deviation);
    const net = moments(netConductances('reram', target, time));
    expect(Math.abs(net.mean - (plus.mean - minus.mean))).toBeLessThan((5 * deviation) / Math.sqrt(count));
    expect(Math.abs(net.deviation / deviation - 1)).toBeLessThan(0.02);
  });

  it('is as programmed until a second after it, and has no figures at other times', () => {
    expect(netConductances('reram', 0.5, 1)).toEqual(netConductances('reram', 0.5, 0));
    expect(() => netConductances('reram', 0.5, 3600)).toThrow(/no figures of this device 3600 s after programming/);
  });
});

describe('a kernel matrix on a chip', () => {
  const stream = randomStream(4, 'test', 1);
  const values = Float32Array.from({ length: 64 * 32 }, () => 2 * stream.float() - 1);
  const matrix = { values, outputs: 32, layer: 'conv1', tile: 0 };
  const analog = (changes: Partial<AnalogSpec> = {}): AnalogSpec => ({
    ...{ device: 'pcm', chip: 1, time: 3600, compensation: 'none', rows: 512 },
    ...changes,
  });
  const slope = (found: Float32Array) =>
    found.reduce((sum, value, at) => sum + value * values[at]!, 0) / values.reduce((sum, value) => sum + value ** 2, 0);

  it('is exact on ideal devices', () => {
    const found = programMatrix(matrix, analog({ device: 'ideal', compensation: 'global' }));
    for (const [at, value] of found.entries()) expect(value).toBeCloseTo(values[at]!, 6);
  });

  it('has the noise of uniform weights that the toolkit has: 0.0439 at once, 0.0398 and half the slope after a year', () => {
    const chips = (time: number) =>
      Array.from({ length: 200 }, (_, chip) => programMatrix(matrix, analog({ chip: chip + 1, time })));
    const spread = (all: Float32Array[]) =>
      moments(values.map((_, at) => moments(all.map((one) => one[at]!)).deviation)).mean;
    expect(spread(chips(0))).toBeCloseTo(0.0439, 3);
    const year = chips(31_536_000);
    expect(spread(year)).toBeCloseTo(0.0398, 3);
    expect(moments(year.map(slope)).mean).toBeCloseTo(0.498, 2);
  });

  it('keeps programming noise and exponents of a chip over time, and no other chip, layer or tile has them', () => {
    const noise = (changes: Partial<AnalogSpec>, other: object = {}) =>
      programMatrix({ ...matrix, ...other }, analog({ time: 1e4, ...changes })).map((value, at) => value / values[at]!);
    const correlation = (a: Float32Array, b: Float32Array) => {
      const large = [...values.keys()].filter((at) => Math.abs(values[at]!) > 0.5);
      const [x, y] = [a, b].map((list) => large.map((at) => list[at]!));
      const [mx, my] = [moments(x!), moments(y!)];
      const products = x!.map((value, at) => (value - mx.mean) * (y![at]! - my.mean));
      return moments(products).mean / mx.deviation / my.deviation;
    };
    const one = noise({});
    expect(correlation(one, noise({ time: 2e4 }))).toBeGreaterThan(0.4);
    for (const other of [noise({ chip: 2 }), noise({}, { layer: 'conv2' }), noise({}, { tile: 1 })]) {
      expect(Math.abs(correlation(one, other))).toBeLessThan(0.1);
    }
    expect(noise({})).toEqual(one);
  });

  it('is scaled back after a year: by one factor, or by one a column', () => {
    const [none, global, columns] = (['none', 'global', 'perColumn'] as const).map((compensation) =>
      programMatrix(matrix, analog({ time: 31_536_000, compensation })),
    );
    const factors = global!.map((value, at) => value / none![at]!).filter(Number.isFinite);
    expect(Math.max(...factors) / Math.min(...factors)).toBeCloseTo(1, 4);
    expect(slope(global!)).toBeCloseTo(1, 1);
    const perColumn = columns!.map((value, at) => value / none![at]!);
    for (const [at, factor] of perColumn.entries()) {
      if (Number.isFinite(factor) && Number.isFinite(perColumn[at % 32]!))
        expect(factor / perColumn[at % 32]!).toBeCloseTo(1, 4);
    }
    expect(new Set(perColumn.slice(0, 32)).size).toBeGreaterThan(16);
  });

  it('takes several arrays beyond the rows, each with a scale of its own', () => {
    const tall = Float32Array.from({ length: 4 }, (_, at) => (at < 2 ? 1 : 1e-3));
    const split = programMatrix(
      { values: tall, outputs: 1, layer: 'dense', tile: 0 },
      analog({ rows: 2, time: 0, compensation: 'none' }),
    );
    for (const value of split.subarray(2)) expect(Math.abs(value / 1e-3 - 1)).toBeLessThan(0.5);
  });
});
