import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError, UserErrors } from '../../src/base/errors.js';
import { imageIds } from '../../src/contract/imageRange.js';
import { packOutcomes } from '../../src/contract/packOutcomes.js';
import type { Results } from '../../src/contract/result.js';
import { packResults } from '../../src/contract/resultFile.js';
import { interpolateOnSnr } from '../../src/metrics/interpolateOnSnr.js';
import { wilsonInterval } from '../../src/metrics/wilsonInterval.js';
import { planCells } from '../../src/planning/planCells.js';
import { assembleResults } from '../../src/results/assembleResults.js';
import { mergeResults } from '../../src/results/mergeResults.js';
import { readResults } from '../../src/results/readResults.js';
import {
  datasetImages,
  makeInput,
  makeRecord,
  makeResults,
  makeSuite,
  planOptions,
  writeFile,
} from '../support/madeRun.js';

const suite = makeSuite();
const whole = makeResults(suite);
const written = packResults(whole);
const input = makeInput(suite);
const curveOf = (results: Results, model: string, attack: string) =>
  results.curves.find((curve) => curve.model === model && curve.attack === attack)!;

describe('assembleResults', () => {
  it('adds records up to counts, means and intervals', () => {
    const records = input.records.filter(({ model, attack }) => model === 'baseline' && attack === 'fgsm');
    const curve = curveOf(whole, 'baseline', 'fgsm');
    const hits = records.flatMap(({ points }) => points[2]!.hits);
    const clean = records.flatMap((record) => record.clean);
    const point = curve.points[2]!;
    expect(clean).toHaveLength(datasetImages);
    expect(curve.clean.hits).toBe(clean.reduce((a, b) => a + b));
    expect(point.hits).toBe(hits.reduce((a, b) => a + b));
    expect(point.total).toBe(datasetImages);
    expect(point.interval).toEqual(wilsonInterval(point.hits, datasetImages));
    expect(point.relative.total).toBe(curve.clean.hits);
    expect(point.relative.hits).toBe(hits.filter((hit, image) => hit && clean[image]).length);
    const images = (datasetImages * (datasetImages - 1)) / 2;
    expect(point.epsilon).toBeCloseTo(0.03 + (images * 1e-7) / datasetImages, 12);
    expect(point.snrDb.target).toBe(33);
    expect(point.snrDb.mean).toBeCloseTo(33 + (images * 1e-5) / datasetImages, 9);
    expect(point.outcomes).toEqual(hits);
  });

  it('counts draws of stochastic models', () => {
    const curve = curveOf(whole, 'random-16', 'fgsm');
    expect([curve.draws, curve.clean.total]).toEqual([4, 4 * datasetImages]);
    expect(curveOf(whole, 'baseline', 'fgsm').draws).toBe(1);
  });

  it('has no mean SNR if nothing was perturbed, and no target in a sweep over epsilons', () => {
    expect(curveOf(whole, 'baseline', 'fgsm-eps').points[0]!.snrDb).toEqual({ target: null, mean: null });
  });

  it('reads gaps at a point of the sweep, or between its neighbours on the measured axis', () => {
    expect(whole.gaps.map(({ model, attack, method }) => `${model}/${attack} ${method}`)).toEqual([
      'baseline/fgsm point',
      'baseline/fgsm-eps interpolated',
      'enlarged/fgsm point',
      'enlarged/fgsm-eps interpolated',
      'random-16/fgsm point',
      'random-16/fgsm-eps interpolated',
    ]);
    for (const gap of whole.gaps) {
      const { points } = curveOf(whole, gap.model, gap.attack);
      const curve = points.flatMap(({ snrDb, relative }) =>
        snrDb.mean === null ? [] : [{ snrDb: snrDb.mean, value: relative.hits / relative.total }],
      );
      const expected = gap.method === 'point' ? curve[2]!.value : interpolateOnSnr(curve, 33)!;
      expect(gap.relativeAccuracy).toBeCloseTo(expected, 12);
      expect(gap.gap).toBeCloseTo(1 - expected, 12);
      expect(gap.gapInterval[0]).toBeLessThan(gap.gap);
      expect(gap.gapInterval[1]).toBeGreaterThan(gap.gap);
      const reference = whole.gaps.find(({ model, attack }) => model === 'baseline' && attack === gap.attack)!;
      if (gap.model === 'baseline') {
        expect([gap.reduction, gap.reductionInterval]).toEqual([null, null]);
      } else {
        expect(gap.reduction).toBeCloseTo(1 - gap.gap / reference.gap, 12);
        expect(gap.reductionInterval![0]).toBeLessThan(gap.reduction!);
        expect(gap.reductionInterval![1]).toBeGreaterThan(gap.reduction!);
      }
    }
  });

  it('has no gap where a sweep does not reach the SNR, and none without a reference', () => {
    const far = makeSuite({ reference: { model: 'baseline', snrDb: 60 }, assertions: [] });
    expect(makeResults(far).gaps).toEqual([]);
    expect(makeResults(makeSuite({ reference: undefined, assertions: [] })).gaps).toEqual([]);
  });

  it('does not depend on the order of records', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...input.records], { minLength: input.records.length }), (records) => {
        expect(assembleResults({ ...input, records })).toEqual(whole);
      }),
      { numRuns: 5 },
    );
  });

  it('assigns a record to every cell with its key, for any names in the record', () => {
    const twice = makeSuite({
      attacks: [
        { id: 'a', kind: 'fgsm', snrDb: [33] },
        { id: 'b', kind: 'fgsm', snrDb: [33] },
      ],
      assertions: [],
    });
    const full = makeInput(twice);
    const results = assembleResults({ ...full, records: full.records.filter(({ attack }) => attack === 'a') });
    expect(results.verdict.reasons).toEqual([]);
    expect(curveOf(results, 'baseline', 'b').clean).toEqual(curveOf(results, 'baseline', 'a').clean);
    expect(results.gallery.filter(({ attack }) => attack === 'b')).toHaveLength(3 * 8);
  });

  it('refuses records that were not planned or have another shape', () => {
    const { records } = input;
    expect(() => assembleResults({ ...input, records: [{ ...records[0]!, key: 'stray' }] })).toThrow('no planned cell');
    const short = { ...records[0]!, clean: records[0]!.clean.slice(1) };
    expect(() => assembleResults({ ...input, records: [short, ...records.slice(1)] })).toThrow('not the shape planned');
  });

  it('is incomplete, and says why, without some records or with failures', () => {
    const [first, second, ...rest] = input.records;
    const missing = assembleResults({ ...input, records: [first!, ...rest] });
    expect(missing.verdict.status).toBe('incomplete');
    expect(missing.verdict.reasons).toEqual(['baseline/fgsm: 50 of 1100 images were not evaluated (50 to 99)']);
    const failure = { model: 'baseline', attack: 'fgsm', images: second!.images, error: 'NaN in the logits' };
    const failed = assembleResults({ ...input, records: [first!, ...rest], failures: [failure] });
    expect(failed.verdict.reasons).toEqual(['baseline/fgsm: images 50 to 99 failed: NaN in the logits']);
    expect(failed.gaps.find(({ model, attack }) => model === 'enlarged' && attack === 'fgsm')!.reduction).toBeNull();
  });

  it('reports excluded cells, and passes anyway if that was requested', () => {
    const limited = makeResults(suite, { plan: { limit: 100 }, partial: { limit: 100 } });
    expect(limited.partial).toEqual({ limit: 100 });
    expect(limited.verdict.reasons).toEqual([]);
    const grep = 'random-16/fgsm$|baseline/fgsm$';
    const selected = makeResults(suite, { plan: { grep }, partial: { grep } });
    expect(selected.models.map(({ id }) => id)).toEqual(['baseline', 'random-16']);
    expect(selected.attacks.map(({ id }) => id)).toEqual(['fgsm']);
    expect(selected.verdict.status).toBe('pass');
    expect(makeResults(suite, { plan: { limit: 5000 }, partial: { limit: 5000 } }).partial).toBeNull();
  });

  it('makes an assertion that matches nothing a reason to be incomplete', () => {
    const results = makeResults(
      makeSuite({ assertions: [{ select: { attack: 'fgsm-eps', snrDb: 90 }, metric: 'gap', min: 0 }] }),
    );
    expect(results.verdict.status).toBe('incomplete');
    expect(results.verdict.reasons[0]).toMatch(/^nothing matches the assertion: gap of .* 90 dB/);
  });
});

/** Results of one shard, from a plan of its own. */
function shardResults(index: number, count: number, changes: Parameters<typeof makeInput>[1] = {}): Results {
  return makeResults(suite, {
    plan: { shard: { index, count } },
    partial: { shard: `${index}/${count}` },
    command: `npm run eval -- suites/made-up.json --shard ${index}/${count}`,
    ...changes,
  });
}
const withoutEnvironment = ({ environment: _, ...rest }: Results) => rest;

describe('mergeResults', () => {
  it('gives exactly the unsharded results, for any number of shards in any order, read back from files', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }).chain((count) =>
          fc.shuffledSubarray(
            Array.from({ length: count }, (_, i) => i + 1),
            { minLength: count },
          ),
        ),
        (indices) => {
          const shards = indices.map((index) =>
            readResults(writeFile(packResults(shardResults(index, indices.length)))),
          );
          const merged = mergeResults(shards);
          expect(withoutEnvironment(merged)).toEqual(withoutEnvironment(whole));
          expect(merged.environment.computedCells).toBe(indices.length);
          expect(merged.environment.durationMs).toBe(1000 * indices.length);
        },
      ),
      { numRuns: 6 },
    );
  });

  it('takes shards that overlap, and merges of merges', () => {
    const [one, two, three] = [1, 2, 3].map((index) => shardResults(index, 3));
    const early = mergeResults([two!, one!]);
    expect(early.partial).toEqual({ shard: '1/3+2/3' });
    expect(early.verdict.status).toBe('incomplete');
    expect(withoutEnvironment(mergeResults([early, two!, three!]))).toEqual(withoutEnvironment(whole));
    expect(withoutEnvironment(mergeResults([whole, one!]))).toEqual(withoutEnvironment(whole));
  });

  it('says of a shard that others are missing', () => {
    const [reason] = mergeResults([shardResults(1, 3)]).verdict.reasons;
    expect(reason).toMatch(/^this is shard 1\/3: \d+ of 6600 evaluations belong to other shards/);
  });

  it('calls a shard that did its part one, judges nothing of it, and a shard with a failed cell incomplete', () => {
    const { verdict, failures } = shardResults(1, 3);
    expect(failures).toEqual([]);
    expect(verdict.status).toBe('part');
    expect(verdict.reasons).toEqual([]);
    expect(verdict.assertions.map(({ status }) => status)).toEqual(['open', 'open', 'open']);
    const shard = makeInput(suite, { plan: { shard: { index: 1, count: 3 } } });
    const [cell, ...others] = shard.cells;
    const failure = { model: cell!.model, attack: cell!.attack.id, images: cell!.images, error: 'out of memory' };
    const records = shard.records.filter(({ key }) => others.some((own) => own.key === key));
    const partial = { shard: '1/3' };
    expect(assembleResults({ ...shard, partial, records, failures: [failure] }).verdict.status).toBe('incomplete');
    expect(assembleResults({ ...shard, partial, records }).verdict.status).toBe('incomplete');
    expect(shardResults(1, 1).verdict.status).toBe('pass');
  });

  it('drops a failure if another part has the result, else keeps it', () => {
    const cell = input.cells[3]!;
    const failure = { model: cell.model, attack: cell.attack.id, images: cell.images, error: 'out of memory' };
    const records = input.records.filter(({ key }) => key !== cell.key);
    const failed = assembleResults({ ...input, records, failures: [failure] });
    expect(withoutEnvironment(mergeResults([failed, whole]))).toEqual(withoutEnvironment(whole));
    expect(mergeResults([failed, failed]).verdict.reasons).toEqual([
      `baseline/fgsm: images 150 to 199 failed: out of memory`,
    ]);
  });

  it('refuses parts that contradict each other, naming where', () => {
    const other = makeResults(suite, { made: { luck: 1 } });
    expect(() => mergeResults([whole, other], { names: ['a.json', 'b.json'] })).toThrow(UserError);
    expect(() => mergeResults([whole, other], { names: ['a.json', 'b.json'] })).toThrow(
      /[ab]\.json baseline\/fgsm images 0 to 49/,
    );
  });

  it('refuses ranges that overlap in part', () => {
    const { curves } = whole;
    const [first] = curves;
    const [a, b, ...rest] = first!.parts;
    const sum = (x: readonly number[], y: readonly number[]) => x.map((value, i) => value + y[i]!);
    const joined = {
      images: [0, b!.images[1]] as const,
      epsilonSum: sum(a!.epsilonSum, b!.epsilonSum),
      snrDbSum: sum(a!.snrDbSum, b!.snrDbSum),
      snrDbCount: sum(a!.snrDbCount, b!.snrDbCount),
    };
    const other = { ...whole, curves: [{ ...first!, parts: [joined, ...rest] }, ...curves.slice(1)] };
    expect(() => mergeResults([whole, other])).toThrow('ranges of images that equal or miss');
  });

  it.each([
    ['/suite/sha256', { suite: { ...whole.suite, sha256: 'f'.repeat(64) } }],
    ['/dataset/sha256', { dataset: { ...whole.dataset, sha256: 'f'.repeat(64) } }],
    ['/evaluation/seed', { evaluation: { ...whole.evaluation, seed: 8 } }],
    ['/models/0/sha256', { models: [{ ...whole.models[0]!, sha256: 'f'.repeat(64) }, ...whole.models.slice(1)] }],
    ['/environment/numerics', { environment: { ...whole.environment, numerics: 'n2' } }],
    ['/environment/backend', { environment: { ...whole.environment, backend: 'cpu' } }],
    ['/partial/limit', { partial: { limit: 10 } }],
    ['/attacks/0/eot', { attacks: [{ ...whole.attacks[0]!, eot: 9 }, whole.attacks[1]!] }],
  ])('refuses unlike runs, naming %s', (pointer, changes) => {
    const other = { ...whole, ...changes } as Results;
    expect(() => mergeResults([whole, other], { names: ['a.json', 'b.json'] })).toThrow(UserError);
    expect(() => mergeResults([whole, other], { names: ['a.json', 'b.json'] })).toThrow(pointer);
  });

  it('refuses an empty list', () => {
    expect(() => mergeResults([])).toThrow(UserError);
  });
});

type Json = Record<string, unknown>;

/** Messages of what is wrong with a results file; none if it can be read. */
function faultsOf(content: unknown): string {
  try {
    readResults(writeFile(content));
  } catch (error) {
    if (error instanceof UserError || error instanceof UserErrors) return error.message;
    throw error;
  }
  return '';
}

describe('readResults', () => {
  it('reads back what was written', () => {
    expect(readResults(writeFile(written))).toEqual(whole);
    expect(readResults(writeFile(packResults(shardResults(1, 6))))).toEqual(shardResults(1, 6));
  });

  it('reads the results of a report folder', () => {
    const file = writeFile(written);
    const report = `${file}-report`;
    mkdirSync(report);
    renameSync(file, join(report, 'results.json'));
    expect(readResults(report)).toEqual(whole);
  });

  it('refuses results that lack any key or have one more', () => {
    const objects: Json[] = [];
    const collect = (value: unknown, copy: unknown): void => {
      if (typeof copy !== 'object' || copy === null) return;
      if (!Array.isArray(copy)) objects.push(copy as Json);
      // One entry of a list stands for all.
      for (const child of Object.values(copy).slice(0, Array.isArray(copy) ? 1 : undefined)) collect(value, child);
    };
    const copy = structuredClone(written) as unknown as Json;
    collect(copy, copy);
    const optional = ['gate', 'limit', 'grep', 'shard', 'model', 'attack', 'snrDb', 'epsilon', 'min', 'max'];
    for (const object of objects) {
      object.unheardOf = 1;
      expect(faultsOf(copy)).toContain('unheardOf');
      delete object.unheardOf;
      for (const [key, value] of Object.entries(object)) {
        if (optional.includes(key) && !('clean' in object || 'method' in object || 'relative' in object)) continue;
        if (object === copy.reference) continue;
        delete object[key];
        expect(faultsOf(copy)).not.toBe('');
        object[key] = value;
      }
    }
    expect(objects.length).toBeGreaterThan(20);
    expect(faultsOf(copy)).toBe('');
  });

  it.each([
    ['no file', '/nowhere/results.json', 'no such file'],
    ['no JSON', writeFile('{ "schemaVersion": 1,'), 'results in JSON'],
    ['no version', writeFile({}), 'schemaVersion 1\n  found:    none'],
    ['another version', writeFile({ ...written, schemaVersion: 2 }), 'found:    2'],
    ['another kind of file', writeFile([1]), 'schemaVersion 1'],
  ])('meets %s with a user error', (_, file, message) => {
    expect(() => readResults(file)).toThrow(UserError);
    expect(() => readResults(file)).toThrow(message);
  });

  it('notices curves of a model that disagree about a clean image, and draws that the evaluation does not have', () => {
    const at = written.cells.findIndex(({ model, attack }) => model === 'enlarged' && attack === 'fgsm-eps');
    const cell = written.cells[at]!;
    const outcomes = whole.curves[at]!.clean.outcomes.with(7, 1 - whole.curves[at]!.clean.outcomes[7]!);
    const hits = outcomes.reduce((sum, count) => sum + count, 0);
    const edited = { ...cell, clean: { ...cell.clean, hits, outcomes: packOutcomes(outcomes, cell.draws) } };
    const image = imageIds(cell.parts.map(({ images }) => images))[7];
    expect(faultsOf({ ...written, cells: written.cells.with(at, edited) })).toMatch(
      new RegExp(
        `/cells/${at}/clean\\s+expected: ${1 - outcomes[7]!} of 1 draws right on image ${image}, as in /cells/`,
      ),
    );
    const evaluation = { ...written.evaluation, draws: 2 };
    expect(faultsOf({ ...written, evaluation })).toMatch(
      /draws\s+expected: 2, as in the file's evaluation\s+found: +4/,
    );
  });

  it('notices counts that the outcomes do not bear out', () => {
    const [first, ...rest] = written.cells;
    const withCell = (cell: object) => faultsOf({ ...written, cells: [{ ...first!, ...cell }, ...rest] });
    expect(withCell({ clean: { ...first!.clean, hits: first!.clean.hits - 1 } })).toContain('as in its outcomes');
    expect(withCell({ points: first!.points.slice(1) })).toContain('4 points, as in its attack');
    expect(withCell({ model: 'other' })).toContain('a model and an attack that the results define');
    expect(withCell({ parts: first!.parts.slice(1) })).toContain('packed outcomes of 1050 images');
    expect(withCell({ parts: [...first!.parts].reverse() })).toContain('ascending order');
    expect(withCell({ parts: [{ ...first!.parts[0]!, images: [0, 2 ** 40] }] })).toContain('ranges of the 1100 images');
    expect(withCell({ clean: { ...first!.clean, outcomes: 'AAAA' } })).toContain('baseline/fgsm clean outcomes');
    expect(withCell({ clean: { ...first!.clean, outcomes: 'AAAA' } })).toContain('do not inflate');
  });
});

it('records of a shard belong to the plan of the whole', () => {
  const keys = new Set(input.cells.map(({ key }) => key));
  const shard = planCells(suite, planOptions({ shard: { index: 2, count: 3 } }));
  const results = assembleResults({
    ...input,
    records: shard.map((cell) => makeRecord(cell)),
    partial: { shard: '2/3' },
  });
  expect(shard.every(({ key }) => keys.has(key))).toBe(true);
  expect(results.curves).toEqual(shardResults(2, 3).curves);
});
