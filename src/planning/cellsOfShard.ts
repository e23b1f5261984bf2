import type { Cell } from '../contract/cell.js';
import { forwardEquivalents, totalPasses } from '../contract/passes.js';
import { type BudgetFacts, cellBudget } from './cellBudget.js';
import type { Shard } from './parseShard.js';
import { shareableCells } from './shareableCells.js';

/** Cells that stay together because they share work. */
interface Portion {
  readonly cells: readonly Cell[];
  /** All its passes in forward passes. */
  readonly cost: number;
  /** Portions of a group have the same models, and all or none of them may end early: their times have the same unknown factor. */
  readonly group: string;
}

/**
 * The cells of one shard, in the order of the plan. All machines deal the cells alike, by passes and not by measured times. Each
 * group of portions is dealt in turn, longest portion first, to the shard with the least work so far. The shards therefore have
 * equal shares of each model's passes, and stay equal in time when one model takes longer per pass than another.
 */
export function cellsOfShard(cells: readonly Cell[], { index, count }: Shard, facts: BudgetFacts): Cell[] {
  const groups = new Map<string, Portion[]>();
  for (const portion of shareableCells(cells).map((own) => portionOf(own, facts))) {
    const group = groups.get(portion.group);
    if (group === undefined) groups.set(portion.group, [portion]);
    else group.push(portion);
  }
  const longestFirst = [...groups.values()].map((group) => group.toSorted((a, b) => b.cost - a.cost));
  longestFirst.sort((a, b) => b[0]!.cost - a[0]!.cost);
  const shards = Array.from({ length: count }, (): Share => ({ portions: [], cost: 0 }));
  for (const portion of longestFirst.flat()) {
    const least = shards.reduce((best, shard) => (shard.cost < best.cost ? shard : best));
    least.portions.push(portion);
    least.cost += portion.cost;
  }
  evenOut(shards);
  const own = new Set(shards[index - 1]!.portions.flatMap((portion) => portion.cells));
  return cells.filter((cell) => own.has(cell));
}

interface Share {
  portions: Portion[];
  cost: number;
}

/** Shards may differ by this share of their mean. */
const evenEnough = 0.01;

/** Moves portions from the shard with the most work to that with the least, or exchanges two, as long as that evens them out. */
function evenOut(shards: readonly Share[]): void {
  const mean = shards.reduce((sum, { cost }) => sum + cost, 0) / shards.length;
  for (let round = 0; round < 20 * shards.length; round++) {
    const most = shards.reduce((best, shard) => (shard.cost > best.cost ? shard : best));
    const least = shards.reduce((best, shard) => (shard.cost < best.cost ? shard : best));
    const difference = most.cost - least.cost;
    if (difference <= evenEnough * mean) return;
    const exchange = bestExchange(most, least, difference);
    if (exchange === null) return;
    move(exchange.given, most, least);
    if (exchange.taken !== null) move(exchange.taken, least, most);
  }
}

interface Exchange {
  readonly given: Portion;
  readonly taken: Portion | null;
}

/** The exchange after which the two differ least; null if none lessens their difference. */
function bestExchange(most: Share, least: Share, difference: number): Exchange | null {
  let best: Exchange | null = null;
  let bestLeft = difference;
  for (const given of most.portions) {
    for (const taken of [null, ...least.portions]) {
      const left = Math.abs(difference - 2 * (given.cost - (taken?.cost ?? 0)));
      if (left >= bestLeft) continue;
      best = { given, taken };
      bestLeft = left;
    }
  }
  return best;
}

function move(portion: Portion, from: Share, to: Share): void {
  from.portions = from.portions.filter((own) => own !== portion);
  from.cost -= portion.cost;
  to.portions.push(portion);
  to.cost += portion.cost;
}

function portionOf(cells: readonly Cell[], facts: BudgetFacts): Portion {
  const budgets = cells.map((cell) => cellBudget(cell, facts));
  const models = new Set(budgets.flatMap(({ passes }) => [...passes.keys()]));
  return {
    cells,
    cost: budgets.reduce((sum, budget) => sum + forwardEquivalents(totalPasses(budget)), 0),
    group: JSON.stringify([budgets.some(({ isBound }) => isBound), ...[...models].sort()]),
  };
}
