import type { Cell } from '../contract/cell.js';
import { countImages } from '../contract/imageRange.js';
import { addPasses, type Budget, type Passes, timesPasses } from '../contract/passes.js';
import type { AttackSettings, MemberAttack } from '../contract/suite.js';
import { transferSourceName } from '../contract/transferSources.js';
import { strengthValues } from '../metrics/strengthValues.js';
import { basicAttackPasses, mayEndEarly, type SweepSize } from './attackPasses.js';

/** Facts about models and data that a budget depends on. */
export interface BudgetFacts {
  readonly isStochastic: (model: string) => boolean;
  readonly classes: number;
}

/** A planned pair of model and attack, of which cells are ranges of images. */
export type PlannedPair = Pick<Cell, 'model' | 'attack' | 'evaluation' | 'countsZeroGradients'>;

/** What one image costs: clean evaluation, attack, evaluation of every point; counting zero gradients takes one a draw. */
export function imageBudget(
  { model, attack, evaluation, countsZeroGradients }: PlannedPair,
  facts: BudgetFacts,
): Budget {
  const points = strengthValues(attack.strength).length;
  const judgements = (1 + points) * evaluation.draws * evaluation.vote;
  const passes = attackPasses(attack, model, { points, classes: facts.classes });
  passes.push([model, { forward: judgements, backward: 0 }]);
  if (countsZeroGradients) passes.push([model, { forward: evaluation.draws, backward: evaluation.draws }]);
  return { passes: sumByModel(passes), isBound: mayEndEarly(attack, facts.isStochastic(model)) };
}

/** What a cell costs: its images, and the pictures for reports, which are classified once clean and once perturbed. */
export function cellBudget(cell: Cell, facts: BudgetFacts): Budget {
  const { passes, isBound } = imageBudget(cell, facts);
  const images = countImages([cell.images]);
  const all = [...passes].map(([model, own]): ModelPasses => [model, timesPasses(images, own)]);
  all.push([cell.model, { forward: 2 * (cell.gallery?.images ?? 0), backward: 0 }]);
  return { passes: sumByModel(all), isBound };
}

type ModelPasses = readonly [model: string, passes: Passes];

function attackPasses(attack: AttackSettings, model: string, sweep: SweepSize): ModelPasses[] {
  if (attack.kind !== 'ensemble') return [memberPasses(attack, model, sweep)];
  // Each point is attacked by itself; then the clean image and what each member made are compared.
  const members = attack.attacks.map((member) => memberPasses(member, model, { ...sweep, points: 1 }));
  const choice = { forward: (attack.attacks.length + 1) * attack.eot, backward: 0 };
  return [...members, [model, choice] as const].map(([name, own]) => [name, timesPasses(sweep.points, own)]);
}

function memberPasses(member: MemberAttack, model: string, sweep: SweepSize): ModelPasses {
  if (member.kind !== 'transfer') return [model, basicAttackPasses(member, sweep)];
  return [transferSourceName(member.source) ?? model, basicAttackPasses(member.attack, sweep)];
}

function sumByModel(all: readonly ModelPasses[]): Map<string, Passes> {
  const sums = new Map<string, Passes>();
  for (const [model, passes] of all) sums.set(model, addPasses(sums.get(model) ?? { forward: 0, backward: 0 }, passes));
  return sums;
}
