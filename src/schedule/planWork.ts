import type { Cell } from '../contract/cell.js';
import { type Budget, forwardEquivalents, type PassDurations, totalPasses } from '../contract/passes.js';
import { type BudgetFacts, cellBudget } from '../planning/cellBudget.js';
import { shareableCells } from '../planning/shareableCells.js';
import { expectedMs } from './expectedMs.js';
import type { ObservedWork } from './observedRates.js';
import { endOfWork, type OrderedWork, orderCells } from './orderCells.js';

/** A cell to compute and its cost. */
export interface PlannedWork extends ObservedWork, OrderedWork {
  readonly cell: Cell;
  readonly budget: Budget;
  /** All its passes in forward passes: its weight in the progress of a run. */
  readonly weight: number;
}

interface Known {
  readonly facts: BudgetFacts;
  readonly durations: ReadonlyMap<string, PassDurations>;
}

/**
 * The cells in the order in which workers take them, grouped by shared work (`shareableCells`); `durations` holds the measured
 * ones.
 */
export function planWork(cells: readonly Cell[], known: Known): PlannedWork[][] {
  const tasks = shareableCells(cells).map((group) => {
    const work = group.map((cell) => planCellWork(cell, known));
    return {
      work,
      pair: work.map(({ pair }) => pair).join(' '),
      expectedMs: sumMs(work),
      isBound: work.some(({ isBound }) => isBound),
    };
  });
  return orderCells(tasks).map(({ work }) => work);
}

function planCellWork(cell: Cell, { facts, durations }: Known): PlannedWork {
  const budget = cellBudget(cell, facts);
  return {
    cell,
    budget,
    weight: forwardEquivalents(totalPasses(budget)),
    model: cell.model,
    kind: cell.attack.kind,
    attack: cell.attack.id,
    pair: `${cell.model}/${cell.attack.id}`,
    expectedMs: expectedMs(budget, durations),
    isBound: budget.isBound,
  };
}

/** Time that the workers need for ordered tasks, in ms; an upper bound if attacks may stop early. */
export function plannedMs(tasks: readonly (readonly PlannedWork[])[], workers: number): number {
  return endOfWork(tasks.map(sumMs), new Array<number>(workers).fill(0));
}

function sumMs(work: readonly PlannedWork[]): number {
  return work.reduce((sum, own) => sum + own.expectedMs, 0);
}
