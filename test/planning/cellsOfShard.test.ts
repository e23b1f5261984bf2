import { describe, expect, it } from 'vitest';
import type { Cell } from '../../src/contract/cell.js';
import type { Suite } from '../../src/contract/suite.js';
import { planCells } from '../../src/planning/planCells.js';
import { plannedMs, planWork } from '../../src/schedule/planWork.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { makeSuite, planOptions, writtenSuite } from '../support/madeRun.js';

const facts = { isStochastic: (model: string) => model.includes('random'), classes: 10 };
const images = 10_000;

function optionsFor(suite: Suite) {
  const names = [...suite.models, ...suite.sources].map(({ id }) => id);
  const all = <T>(value: (name: string) => T) => Object.fromEntries(names.map((name) => [name, value(name)]));
  const attacks = suite.attacks.flatMap((attack) => (attack.kind === 'corruption' ? [attack.corruption] : []));
  return planOptions({
    datasetImages: images,
    modelSha256: all((name) => name.padEnd(64, '0')),
    modelStochastic: all(facts.isStochastic),
    corruptionSha256: Object.fromEntries(attacks.map((name) => [name, 'c'.repeat(64)])),
  });
}

function shardsOf(suite: Suite, count: number): Cell[][] {
  const options = optionsFor(suite);
  return Array.from({ length: count }, (_, at) => planCells(suite, { ...options, shard: { index: at + 1, count } }));
}

/** (longest - shortest) / mean of the forecasts on one worker. */
function spread(shards: readonly (readonly Cell[])[], paces: Readonly<Record<string, number>> = {}): number {
  const durations = new Map(Object.entries(paces).map(([id, ms]) => [id, { forwardMs: ms, backwardMs: 2 * ms }]));
  const times = shards.map((cells) => plannedMs(planWork(cells, { facts, durations }), 1));
  return (Math.max(...times) - Math.min(...times)) / (times.reduce((sum, ms) => sum + ms, 0) / times.length);
}

describe('cellsOfShard', () => {
  it.each(['mnist', 'mnist-strong', 'cifar10-quick', 'cifar10-corruptions'])(
    'deals the suite %s into shards whose forecasts differ by less than 5 %%',
    (name) => {
      const suite = parseSuite(`suites/${name}.json`);
      for (const count of [3, 16]) {
        const shards = shardsOf(suite, count);
        expect(spread(shards), `${count} shards`).toBeLessThan(0.05);
        expect(
          shards
            .flat()
            .map(({ key }) => key)
            .sort(),
        ).toEqual(
          planCells(suite, optionsFor(suite))
            .map(({ key }) => key)
            .sort(),
        );
      }
    },
  );

  it('mixes cheap and expensive attacks equally, where equal numbers of cells would not', () => {
    const suite = makeSuite({
      attacks: [
        { id: 'fgsm', kind: 'fgsm', snrDb: [50, 40] },
        { id: 'pgd', kind: 'pgd', steps: 40, epsilons: [0.1], restarts: 5 },
      ],
      assertions: [],
    });
    for (const count of [2, 5, 16]) expect(spread(shardsOf(suite, count))).toBeLessThan(0.05);
  });

  it('stays equal where one model takes twenty times as long per pass as another', () => {
    const paces = { baseline: 1, enlarged: 20, 'random-16': 3 };
    for (const count of [2, 4, 8]) expect(spread(shardsOf(makeSuite(), count), paces)).toBeLessThan(0.05);
  });

  it('leaves cells that share work together', () => {
    const sweep = (id: string, snrDb: number[]) => ({ id, kind: 'fgsm', snrDb });
    const suite = makeSuite({
      ...writtenSuite,
      attacks: [sweep('fine', [41, 42]), sweep('rough', [30])],
      reference: undefined,
      assertions: [],
    });
    for (const cells of shardsOf(suite, 7)) {
      const of = (id: string) =>
        cells.filter(({ attack }) => attack.id === id).map(({ model, images: i }) => `${model} ${i}`);
      expect(of('fine')).toEqual(of('rough'));
    }
  });

  it('gives no cell twice and leaves shards empty where there are more shards than cells', () => {
    const options = { ...optionsFor(makeSuite()), limit: 10 };
    const shards = Array.from({ length: 40 }, (_, at) =>
      planCells(makeSuite(), { ...options, shard: { index: at + 1, count: 40 } }),
    );
    expect(shards.flat()).toHaveLength(planCells(makeSuite(), options).length);
    expect(shards.at(-1)).toEqual([]);
  });
});
