import { describe, expect, it } from 'vitest';
import { type RandomStream, randomStream } from '../../src/base/random.js';
import type { Interval } from '../../src/contract/result.js';
import { accuracyProportion } from '../../src/metrics/accuracyProportion.js';
import { bootstrapGaps, type GapCurve } from '../../src/metrics/bootstrapGaps.js';
import { relativeProportion } from '../../src/metrics/relativeProportion.js';
import { wilsonInterval } from '../../src/metrics/wilsonInterval.js';

/** Images of three kinds: easy, middling, hard; the chance of a hit per draw on the clean and on the attacked image. */
const kinds = [
  { clean: 0.98, attacked: 0.9 },
  { clean: 0.9, attacked: 0.5 },
  { clean: 0.4, attacked: 0.1 },
];
const mean = (value: (kind: (typeof kinds)[number]) => number) =>
  kinds.reduce((sum, kind) => sum + value(kind), 0) / kinds.length;
const trueAccuracy = mean((kind) => kind.attacked);
const trueRelative = mean((kind) => kind.clean * kind.attacked) / mean((kind) => kind.clean);

function binomial(draws: number, chance: number, stream: RandomStream): number {
  let hits = 0;
  for (let draw = 0; draw < draws; draw++) if (stream.float() < chance) hits++;
  return hits;
}

function sampleImages(images: number, draws: number, stream: RandomStream) {
  const clean: number[] = [];
  const attacked: number[] = [];
  for (let image = 0; image < images; image++) {
    const kind = kinds[stream.int(kinds.length)]!;
    clean.push(binomial(draws, kind.clean, stream));
    attacked.push(binomial(draws, kind.attacked, stream));
  }
  return { clean, attacked };
}

const holds = ([low, high]: Interval, value: number) => low <= value && value <= high;

function coverage(runs: number, once: (stream: RandomStream) => boolean): number {
  let held = 0;
  for (let run = 0; run < runs; run++) if (once(randomStream(7, 'test', run))) held++;
  return held / runs;
}

describe('95 % intervals cover the truth about 95 times in 100', () => {
  it.each([1, 5, 20])('of the accuracy, with %i draws of 200 images', (draws) => {
    const rate = coverage(2000, (stream) =>
      holds(accuracyProportion(sampleImages(200, draws, stream).attacked, draws).interval, trueAccuracy),
    );
    expect(rate).toBeGreaterThan(0.935);
    expect(rate).toBeLessThan(0.97);
  });

  it.each([1, 5, 20])('of the relative accuracy, with %i draws of 200 images', (draws) => {
    const rate = coverage(2000, (stream) => {
      const { clean, attacked } = sampleImages(200, draws, stream);
      return holds(relativeProportion(clean, attacked, draws).interval, trueRelative);
    });
    expect(rate).toBeGreaterThan(0.935);
    expect(rate).toBeLessThan(0.97);
  });

  it('but would not if draws counted as images: the test can tell the difference', () => {
    const rate = coverage(500, (stream) => {
      const hits = sampleImages(200, 20, stream).attacked.reduce((sum, count) => sum + count, 0);
      return holds(wilsonInterval(hits, 4000), trueAccuracy);
    });
    expect(rate).toBeLessThan(0.6);
  });
});

/** A reference and a model of half its gap that share each image's luck, one draw each. */
function pairedCurves(images: number, stream: RandomStream): GapCurve[] {
  const reference = { survived: new Float64Array(images), clean: new Float64Array(images), reference: 0 };
  const model = { survived: new Float64Array(images), clean: new Float64Array(images), reference: 0 };
  for (let image = 0; image < images; image++) {
    const luck = stream.float();
    const correct = stream.float() < 0.9 ? 1 : 0;
    reference.clean[image] = correct;
    model.clean[image] = correct;
    reference.survived[image] = luck > 0.4 ? correct : 0;
    model.survived[image] = luck > 0.2 ? correct : 0;
  }
  return [reference, model];
}

describe('bootstrapGaps', () => {
  it('covers the gap and its reduction about 95 times in 100', () => {
    const runs = 400;
    let gapHeld = 0;
    let reductionHeld = 0;
    for (let run = 0; run < runs; run++) {
      const [, model] = bootstrapGaps(pairedCurves(200, randomStream(11, 'test', run)), { seed: run, resamples: 300 });
      if (holds(model!.gap, 0.2)) gapHeld++;
      if (holds(model!.reduction!, 0.5)) reductionHeld++;
    }
    for (const held of [gapHeld, reductionHeld]) {
      expect(held / runs).toBeGreaterThan(0.915);
      expect(held / runs).toBeLessThan(0.98);
    }
  });

  it('is paired: a model against itself has a reduction of exactly 0', () => {
    const [reference] = pairedCurves(200, randomStream(3, 'test'));
    expect(bootstrapGaps([reference!, reference!], { seed: 1 })[1]!.reduction).toEqual([0, 0]);
  });

  it('is reproducible by its seed and independent of other curves', () => {
    const curves = pairedCurves(200, randomStream(3, 'test'));
    const together = bootstrapGaps(curves, { seed: 5 });
    expect(bootstrapGaps(curves, { seed: 5 })).toEqual(together);
    expect(bootstrapGaps(curves, { seed: 6 })).not.toEqual(together);
    expect(bootstrapGaps([{ ...curves[1]!, reference: null }], { seed: 5 })[0]!.gap).toEqual(together[1]!.gap);
  });

  it('gives no reduction if the reference has no gap, and no gap if nothing is classified correctly', () => {
    const clean = new Float64Array(50).fill(1);
    const perfect = { survived: clean, clean, reference: 0 };
    const half = { survived: clean.map((_, i) => i % 2), clean, reference: 0 };
    expect(bootstrapGaps([perfect, half], { seed: 1 }).map(({ reduction }) => reduction)).toEqual([null, null]);
    const nothing = { survived: new Float64Array(50), clean: new Float64Array(50), reference: null };
    expect(bootstrapGaps([nothing], { seed: 1 })).toEqual([{ gap: [0, 1], reduction: null }]);
  });

  it('refuses curves over different images', () => {
    const curve = (images: number) => ({
      survived: new Float64Array(images),
      clean: new Float64Array(images),
      reference: null,
    });
    expect(() => bootstrapGaps([curve(3), curve(4)], { seed: 1 })).toThrow('same images');
  });

  it('takes 10,000 images of 4 models in well under 5 seconds', () => {
    const [reference, model] = pairedCurves(10_000, randomStream(3, 'test'));
    const start = performance.now();
    bootstrapGaps([reference!, model!, model!, model!], { seed: 1 });
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
