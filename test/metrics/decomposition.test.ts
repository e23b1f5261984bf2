import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/base/stableHash.js';
import { resultFileText } from '../../src/contract/resultFile.js';
import { decompositionRows } from '../../src/metrics/decompositionRows.js';
import { inkOf } from '../../src/reports/console/ink.js';
import { decompositionSection } from '../../src/reports/sections/decompositionSection.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { assembleResults } from '../../src/results/assembleResults.js';
import { readResults } from '../../src/results/readResults.js';
import { recomputeResults } from '../../src/results/recomputeResults.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { renderReport } from '../reports/support/renderReport.js';
import { makeInput, makeRecord, makeSuite, writeFile, writtenSuite } from '../support/madeRun.js';

const [baseline, enlarged, random] = writtenSuite.models;
const parts = {
  models: [baseline, enlarged, { ...random, decompose: true }],
  attacks: [
    { id: 'fgsm', kind: 'fgsm', snrDb: [40, 33] },
    { id: 'pgd', kind: 'pgd', snrDb: [33], steps: 10, eot: 4 },
    { id: 'pgd-told', kind: 'pgd', snrDb: [33], steps: 10, knownDraws: true },
  ],
  evaluation: { draws: 4, seed: 1 },
  assertions: [],
};
const suite = makeSuite(parts);
const names = ['baseline', 'enlarged', 'random-16', 'random-16.mean', 'random-16.reduced'];
const plan = {
  datasetImages: 100,
  modelSha256: Object.fromEntries(names.map((name) => [name, sha256(name)])),
  modelStochastic: Object.fromEntries(names.map((name) => [name, name === 'random-16'])),
};
const input = makeInput(suite, { plan });

/** Right draws of the 100 images, all right without attack: the first so many of every hundred are right under attack. */
const surviving: Readonly<Record<string, number>> = {
  'baseline/fgsm': 40,
  'enlarged/fgsm': 50,
  'random-16.mean/fgsm': 52,
  'random-16.reduced/fgsm': 46,
  'random-16/fgsm.known': 55,
  'random-16/fgsm.eot-16': 64,
  'random-16/fgsm.eot-4': 70,
  'random-16/fgsm': 76,
};
const results = assembleResults({
  ...input,
  records: input.cells.map((cell) => {
    const record = makeRecord(cell);
    const { draws } = cell.evaluation;
    const share = surviving[`${cell.model}/${cell.attack.id}`] ?? 30;
    const hits = record.clean.map((_, at) => (cell.images[0] + at < share ? draws : 0));
    return {
      ...record,
      clean: record.clean.map(() => draws),
      points: record.points.map((point) => ({ ...point, hits })),
    };
  }),
});

describe('"decompose": true', () => {
  it('adds the mean and the reduced network, known draws and the missing rungs of an EOT curve, for its model alone', () => {
    expect(suite.models.map(({ id, reduce }) => [id, reduce])).toEqual([
      ['baseline', undefined],
      ['enlarged', undefined],
      ['random-16', undefined],
      ['random-16.mean', 'mean'],
      ['random-16.reduced', 'norm'],
    ]);
    const added = suite.attacks.slice(3);
    expect(added.map(({ id }) => id)).toEqual(['fgsm.known', 'fgsm.eot-4', 'fgsm.eot-16', 'pgd.eot-1']);
    expect(added.every(({ decomposes }) => decomposes?.join() === 'random-16')).toBe(true);
    expect(added[0]).toMatchObject({ kind: 'fgsm', eot: 1, knownDraws: true, strength: { snrDb: [33] } });
    expect(added[3]).toMatchObject({ kind: 'pgd', eot: 1, steps: 10, strength: { snrDb: [33] } });
    const planned = new Set(input.cells.filter(({ attack }) => attack.id.includes('.')).map(({ model }) => model));
    expect([...planned]).toEqual(['random-16']);
  });

  it('takes the rungs of the EOT curve from the suite', () => {
    const chosen = makeSuite({ ...parts, models: [baseline, { ...random, decompose: { eot: [1, 2] } }] });
    const ids = chosen.attacks.slice(3).map(({ id }) => id);
    expect(ids).toEqual(['fgsm.known', 'fgsm.eot-2', 'pgd.eot-1', 'pgd.eot-2']);
  });

  it('tells relative accuracy and reduction of the gap, part by part', () => {
    const [fgsm, pgd] = decompositionRows({ ...results, seed: 1 });
    expect([fgsm!.model, fgsm!.attack, fgsm!.point]).toEqual(['random-16', 'fgsm', 1]);
    expect(fgsm!.parts.map(({ part, eot, relative }) => [part, eot, relative.hits / relative.total])).toEqual([
      ['reference', null, 0.4],
      ['other', null, 0.5],
      ['mean', null, 0.52],
      ['reduced', null, 0.46],
      ['known', null, 0.55],
      ['fresh', 16, 0.64],
      ['fresh', 4, 0.7],
      ['fresh', 1, 0.76],
    ]);
    const reductions = fgsm!.parts.map(({ reduction }) => reduction);
    expect(reductions[0]).toBeNull();
    expect(reductions[4]).toBeCloseTo(0.25, 12);
    expect(reductions[7]).toBeCloseTo(0.6, 12);
    const [low, high] = fgsm!.parts[4]!.reductionInterval!;
    expect(low).toBeLessThan(0.25);
    expect(high).toBeGreaterThan(0.25);
    expect(pgd!.parts.map(({ part, attack }) => [part, attack]).slice(-3)).toEqual([
      ['known', 'pgd-told'],
      ['fresh', 'pgd'],
      ['fresh', 'pgd.eot-1'],
    ]);
  });

  it('is in results.json, and recomputed from the outcomes', () => {
    const file = writeFile(resultFileText(results));
    const read = readResults(file);
    expect(read).toEqual(results);
    expect(read.decomposition).toHaveLength(2);
    const edited = { ...read, decomposition: [] };
    expect(recomputeResults(edited, file).decomposition).toEqual(results.decomposition);
  });

  it('is in every report with one chart for each attack; the attacks that it adds have no sections of their own', () => {
    const summary = summarise(results);
    expect(summary.attacks.map(({ id }) => id)).toEqual(['fgsm', 'pgd', 'pgd-told']);
    const lines = decompositionSection.console!(summary, { ink: inkOf(false), width: 120 }).join('\n');
    expect(lines).toContain('Where the gain sits');
    expect(lines).toMatch(/random-16: known draws\s.*55\.0 %.*25\.0 %/);
    expect(decompositionSection.markdown!(summary, []).join('\n')).toContain('random-16: fresh, EOT 16');
    const page = renderReport('html', results);
    expect(page).toContain('Where the gain sits: FGSM at 33 dB');
    expect(page).toContain('Where the gain sits: PGD at 33 dB');
  });

  it('is refused without a gradient attack, beside reduce, and for ids that it adds itself', () => {
    const faultsOf = (changes: object) => {
      try {
        parseSuite(writeFile({ ...writtenSuite, ...parts, ...changes }));
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(faultsOf({})).toBe('');
    const noise = [{ id: 'noise', kind: 'noise', snrDb: [33] }];
    expect(faultsOf({ attacks: noise })).toContain('a one-step or iterative gradient attack');
    expect(faultsOf({ models: [baseline, { ...random, decompose: true, reduce: 'mean' }] })).toContain(
      'a reduced model has no tiles left',
    );
    const taken = { ...baseline, id: 'random-16.mean' };
    expect(faultsOf({ models: [baseline, taken, { ...random, decompose: true }] })).toContain(
      'an id that the decomposition does not add to random-16',
    );
  });
});
