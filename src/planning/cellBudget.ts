import { kindOf } from '../attackKinds/attackKinds.js';
import { addPasses, type ModelPasses, type Passes, timesPasses } from '../attackKinds/passes.js';
import type { Cell } from '../contract/cell.js';
import { countImages } from '../contract/imageRange.js';
import type { Budget } from '../contract/passes.js';
import { strengthValues } from '../metrics/strengthValues.js';

/** Facts about models and data that determine a budget. */
export interface BudgetFacts {
  readonly isStochastic: (model: string) => boolean;
  readonly classes: number;
}

/** A planned pair of model and attack; its cells are ranges of images. */
export type PlannedPair = Pick<Cell, 'model' | 'attack' | 'evaluation' | 'countsZeroGradients'>;

/**
 * The cost of one image: clean evaluation, attack, and evaluation of every point or of the nearest example; counting zero
 * gradients costs one gradient per draw.
 */
export function imageBudget(
  { model, attack, evaluation, countsZeroGradients }: PlannedPair,
  facts: BudgetFacts,
): Budget {
  const points = strengthValues(attack.strength).length;
  const { passes: attackPasses, earlyEnd, findsNearest } = kindOf(attack);
  const judged = attack.kind === 'smoothing' ? 0 : findsNearest ? 1 : points;
  const judgements = (1 + judged) * evaluation.draws * evaluation.vote;
  // A vote takes one pass per voter; an attack with known draws runs once per draw.
  const repeats = attack.knownDraws === true ? evaluation.draws : 1;
  const passes = attackPasses(attack, { points, classes: facts.classes, model }).map(
    ([name, own]): ModelPasses => [name, timesPasses(repeats * (name === model ? evaluation.vote : 1), own)],
  );
  passes.push([model, { forward: judgements, backward: 0 }]);
  if (countsZeroGradients) passes.push([model, { forward: evaluation.draws, backward: evaluation.draws }]);
  const ends = earlyEnd(attack);
  const answersAlike = !facts.isStochastic(model) || attack.knownDraws === true;
  const isBound = ends === 'always' || (ends === 'whenFooled' && answersAlike);
  return { passes: sumByModel(passes), isBound };
}

/** The cost of a cell: its images, and the pictures for reports, each classified once clean and once perturbed. */
export function cellBudget(cell: Cell, facts: BudgetFacts): Budget {
  const { passes, isBound } = imageBudget(cell, facts);
  const images = countImages([cell.images]);
  const all = [...passes].map(([model, own]): ModelPasses => [model, timesPasses(images, own)]);
  // Certificates have no pictures.
  const pictures = cell.attack.kind === 'smoothing' ? 0 : (cell.gallery?.images ?? 0);
  all.push([cell.model, { forward: 2 * pictures, backward: 0 }]);
  return { passes: sumByModel(all), isBound };
}

function sumByModel(all: readonly ModelPasses[]): Map<string, Passes> {
  const sums = new Map<string, Passes>();
  for (const [model, passes] of all) sums.set(model, addPasses(sums.get(model) ?? { forward: 0, backward: 0 }, passes));
  return sums;
}
