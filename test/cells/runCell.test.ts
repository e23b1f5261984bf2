import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { boundedMemo } from '../../src/base/boundedMemo.js';
import { boundOf } from '../../src/cells/bounds/boundOf.js';
import { runCell } from '../../src/cells/runCell.js';
import { signalNorms } from '../../src/cells/signalNorms.js';
import { baselineArchitecture } from '../../src/contract/architecture.js';
import type { Cell } from '../../src/contract/cell.js';
import { startEngine } from '../../src/kernels/engine.js';
import type { DrawKey } from '../../src/layers/drawKey.js';
import { buildModel } from '../../src/models/buildModel.js';
import type { LoadedModel } from '../../src/models/loadModel.js';
import { modelFacts } from '../../src/models/modelFacts.js';
import { l2Ball, linfBall, type PerturbationNorm } from '../../src/perturbations/ball.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { randomDataset } from '../support/randomDataset.js';

const shape = [8, 8, 1] as const;
const classes = 3;
const dataset = randomDataset(70, shape, { classes });

function smallModel(initialisation: 'independent' | 'replicated'): LoadedModel {
  const architecture = {
    ...baselineArchitecture,
    channels: [4, 4],
    kernelSize: 3,
    tiling: 'random' as const,
    tiles: [4, 2],
    initialisation,
  };
  const io = { inputShape: shape, classes, normalization: { mean: [0.5], std: [0.25] } };
  const model = buildModel(architecture, io, 3);
  return {
    sha256: initialisation,
    facts: modelFacts(model),
    inputShape: shape,
    classes,
    outputs: 'logits',
    logits: (pixels: tf.Tensor4D, draw: DrawKey) => model.apply(pixels, { draw } as never) as tf.Tensor2D,
    dispose: () => model.dispose(),
  };
}

function cell(images: readonly [number, number], evaluation: Partial<Cell['evaluation']> = {}): Cell {
  return {
    key: 'key',
    model: 'model',
    attack: {
      id: 'fgsm',
      kind: 'fgsm',
      strength: { kind: 'snrDb', snrDb: [40, 20], snrReference: 'pixel' },
      snrReference: 'pixel',
      eot: 1,
    },
    images,
    evaluation: { draws: 1, vote: 1, seed: 1, ...evaluation },
    ...(images[0] === 0 ? { gallery: { point: 1, images: 3 } } : {}),
  };
}

beforeAll(async () => {
  await startEngine('cpu');
});

describe('boundedMemo', () => {
  it('computes kept values once, and drops the least recently used', () => {
    const memo = boundedMemo(8);
    const computed: string[] = [];
    const ask = (key: string, length = 4) =>
      memo.recall(key, () => {
        computed.push(key);
        return new Int8Array(length);
      });
    const first = ask('a');
    ask('b');
    expect(ask('a')).toBe(first);
    ask('c'); // takes the place of b
    ask('a');
    ask('b');
    expect(computed).toEqual(['a', 'b', 'c', 'b']);
    expect(ask('large', 9)).toHaveLength(9); // more than it may keep
    ask('large', 9);
    expect(computed.slice(4)).toEqual(['large', 'large']);
  });
});

describe('runCell', () => {
  it.each(['independent', 'replicated'] as const)(
    'shares clean answers and FGSM’s gradient between sweeps, with the same records: %s',
    (initialisation) => {
      const own = smallModel(initialisation);
      let asked = 0;
      const model: LoadedModel = {
        ...own,
        logits: (...query) => {
          asked += query[0].shape[0];
          return own.logits(...query);
        },
      };
      const first = cell([3, 63], { draws: 2 });
      const strength = { kind: 'epsilons', epsilons: [0.1] } as const;
      const frozen = { kind: 'transfer', source: { frozenDraw: 5 }, attack: { kind: 'fgsm', eot: 1 } } as const;
      const sweep = { id: 'a', strength, snrReference: 'pixel' } as const;
      const cells: Cell[] = [
        first,
        { ...first, attack: { ...first.attack, strength } },
        { ...first, evaluation: { ...first.evaluation, seed: 2 } },
        { ...first, attack: { ...sweep, kind: 'fgsm', eot: 3 } },
        { ...first, attack: { ...sweep, ...frozen } },
      ];
      const memos = { memo: boundedMemo(1e6), attackMemo: boundedMemo(1e6) };
      const passes = cells.map((each) => {
        const alone = runCell(each, model, dataset);
        asked = 0;
        const shared = runCell(each, model, dataset, memos);
        expect({ ...shared, durationMs: 0 }).toEqual({ ...alone, durationMs: 0 });
        return asked / 60;
      });
      // Clean draws, gradients, draws of each point.
      expect(passes).toEqual([2 + 1 + 4, 2, 2 + 1 + 4, 3 + 2, 1 + 2]);
      own.dispose();
    },
  );

  it('gives every image the same outcome in any range and batch, and leaks no tensor', () => {
    const model = smallModel('independent');
    const before = tf.memory().numTensors;
    const whole = runCell(cell([0, 70], { draws: 3 }), model, dataset);
    const parts = [
      runCell(cell([0, 33], { draws: 3 }), model, dataset),
      runCell(cell([33, 70], { draws: 3 }), model, dataset),
    ];
    expect(parts.flatMap((part) => part.clean)).toEqual(whole.clean);
    for (const point of [0, 1]) {
      expect(parts.flatMap((part) => part.points[point]!.hits)).toEqual(whole.points[point]!.hits);
    }
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('reaches the requested SNR, or a higher one if clipping removes some of the noise', () => {
    const model = smallModel('independent');
    const { points } = runCell(cell([0, 70]), model, dataset);
    for (const [index, target] of [40, 20].entries()) {
      const { snrDbSum, snrDbCount } = points[index]!;
      expect(snrDbCount).toBe(70);
      expect(snrDbSum / snrDbCount).toBeGreaterThan(target - 1e-3);
      expect(snrDbSum / snrDbCount).toBeLessThan(target + 1);
    }
    model.dispose();
  });

  it('counts between 0 and the number of draws, which differ from each other on a stochastic model', () => {
    const model = smallModel('independent');
    const { clean } = runCell(cell([0, 70], { draws: 5 }), model, dataset);
    expect(clean.every((hits) => Number.isInteger(hits) && hits >= 0 && hits <= 5)).toBe(true);
    expect(clean.some((hits) => hits > 0 && hits < 5)).toBe(true);
    model.dispose();
  });

  it('a vote of identical tiles changes nothing', () => {
    const model = smallModel('replicated');
    const one = runCell(cell([0, 40]), model, dataset);
    const nine = runCell(cell([0, 40], { vote: 9 }), model, dataset);
    expect(nine.clean).toEqual(one.clean);
    expect(nine.points.map((point) => point.hits)).toEqual(one.points.map((point) => point.hits));
    model.dispose();
  });

  it('shows the first images of its range at the requested point', () => {
    const model = smallModel('independent');
    const { gallery, clean } = runCell(cell([0, 70]), model, dataset);
    expect(gallery.map(({ image }) => image)).toEqual([0, 1, 2]);
    for (const [position, shown] of gallery.entries()) {
      expect(Buffer.from(shown.cleanPixels, 'base64')).toEqual(
        Buffer.from(dataset.pixels.slice(position * 64, position * 64 + 64)),
      );
      expect(shown.clean.class === shown.label ? 1 : 0).toBe(clean[position]);
      expect(shown.snrDb).toBeGreaterThan(19.9);
    }
    model.dispose();
  });

  it('reuses the clean predictions of unchanged images on a deterministic model', () => {
    const model = smallModel('replicated');
    const fixed: LoadedModel = { ...model, facts: { ...model.facts, stochastic: false } };
    const strength = { kind: 'epsilons', epsilons: [0, 0.3] } as const;
    const still: Cell = { ...cell([0, 70]), attack: { ...cell([0, 70]).attack, strength } };
    const asked = runCell(still, model, dataset);
    const known = runCell(still, fixed, dataset);
    expect(known.points.map(({ hits }) => hits)).toEqual(asked.points.map(({ hits }) => hits));
    expect(known.points[0]!.hits).toEqual(known.clean);
    expect(known.points[1]!.hits).not.toEqual(known.clean);
    model.dispose();
  });

  it('fails on a model that answers NaN, naming the image', () => {
    const broken = { ...smallModel('independent'), logits: () => tf.fill([50, classes], Number.NaN) as tf.Tensor2D };
    expect(() => runCell(cell([0, 70]), broken, dataset)).toThrow(/image 0.*NaN/);
  });
});

describe('the check of a ball', () => {
  const clean = Float32Array.of(0.5, 0.5, 0.5, 0.5);
  const verify = (adversarial: number[], norm: PerturbationNorm = 'linf') =>
    boundOf({ kind: 'ball', norm }).verify(clean, Float32Array.from(adversarial), {
      epsilons: Float32Array.of(0.1, 0.2),
      images: [3, 4],
    });

  it('measures the norm of each perturbation', () => {
    expect(verify([0.6, 0.4, 0.5, 0.7])[0]).toBeCloseTo(Math.SQRT2 / 10, 6);
    expect(verify([0.6, 0.4, 0.5, 0.7])[1]).toBeCloseTo(0.2, 6);
  });

  it('measures a ball in the norm of the attack', () => {
    expect(() => verify([0.57, 0.57, 0.5, 0.7], 'l2')).not.toThrow();
    expect(() => verify([0.58, 0.58, 0.5, 0.5], 'l2')).toThrow(/image 3: perturbation of l2 norm 0.113/);
    expect(() => verify([0.5, 0.5, 0.5, 0.72], 'l2')).toThrow(/image 4: perturbation of l2 norm/);
    expect(() => verify([0.5, 0.5, 0.5, 0.77], 'rms')).not.toThrow();
    expect(() => verify([0.5, 0.5, 0.5, 0.79], 'rms')).toThrow(/image 4: perturbation of rms norm 0.205/);
  });

  it('names the image that leaves its ball, the box or the finite numbers', () => {
    expect(() => verify([0.5, 0.5, 0.5, 0.71])).toThrow(/image 4: perturbation/);
    expect(() => verify([0.61, 0.5, 0.5, 0.5])).toThrow(/image 3: perturbation/);
    expect(() => verify([0.5, 0.5, -0.01, 0.5])).toThrow(/image 4: adversarial pixel -0.0/);
    expect(() => verify([Number.NaN, 0.5, 0.5, 0.5])).toThrow(/image 3: adversarial pixel NaN/);
  });
});

describe('the sweep of a ball', () => {
  it('gives the epsilon whose full perturbation has exactly the requested SNR', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 60, noNaN: true }),
        (norm, snr) => {
          const [epsilons] = boundOf(linfBall).sweep(
            { kind: 'snrDb', snrDb: [snr], snrReference: 'pixel' },
            Float64Array.of(norm),
            3072,
          );
          expect(20 * Math.log10(norm / (epsilons![0]! * Math.sqrt(3072)))).toBeCloseTo(snr, 4);
        },
      ),
    );
  });

  it('converts an SNR to the radius of the L2 ball, and uses epsilons unchanged', () => {
    const { sweep } = boundOf(l2Ball);
    const [radii] = sweep({ kind: 'snrDb', snrDb: [20], snrReference: 'pixel' }, Float64Array.of(5), 3072);
    expect(radii![0]).toBeCloseTo(0.5, 6);
    expect(sweep({ kind: 'epsilons', epsilons: [2.5] }, Float64Array.of(5), 3072)).toEqual([Float32Array.of(2.5)]);
  });

  it('uses the norm of the pixels or of their difference from the channel means', () => {
    const pixels = Float32Array.of(0.5, 0.75, 0.5, 0.25);
    const norm = (reference: 'pixel' | 'centered') =>
      signalNorms(pixels, 1, { reference, channelMeans: [0.5, 0.5] })[0];
    expect(norm('pixel')).toBeCloseTo(Math.sqrt(0.25 + 0.5625 + 0.25 + 0.0625), 6);
    expect(norm('centered')).toBeCloseTo(Math.sqrt(0.125), 6);
  });
});
