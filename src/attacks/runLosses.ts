import { type TargetChoice, targetRuns } from '../attackKinds/parameters.js';
import type { LoadedModel } from '../models/loadModel.js';
import type { AttackBatch } from './attack.js';
import { chosenTargets } from './chosenTargets.js';
import { crossEntropy } from './losses/crossEntropy.js';
import { logitDifference } from './losses/logitDifference.js';
import type { LogitLoss, LossOfLabels } from './losses/logitLoss.js';
import { margin } from './losses/margin.js';
import { targetedCrossEntropy } from './losses/targetedCrossEntropy.js';
import { rankedTargets } from './rankedTargets.js';

/** The loss of the images at the given positions of the whole batch. */
export type RunLoss = (positions: readonly number[]) => LogitLoss;

/** What leads away from the true class, and what leads towards another one. */
export interface SteeringLosses {
  readonly away: LossOfLabels;
  readonly towards: (labels: Int32Array, targets: Int32Array) => LogitLoss;
}

/** The cross-entropy, and minus that of the target. */
export const crossEntropies: SteeringLosses = {
  away: crossEntropy,
  towards: (_, targets) => targetedCrossEntropy(targets),
};

/** The margin over the strongest other class, and that of the target. */
export const margins: SteeringLosses = { away: margin, towards: logitDifference };

/** The values that belong to positions of the whole batch. */
export function valuesAt(values: Int32Array | readonly number[], positions: readonly number[]): Int32Array {
  return Int32Array.from(positions, (position) => values[position]!);
}

/**
 * The losses of a restart's runs: one that leads away from the true class, or one towards each target. Targets are ranked on the clean images over `draws` draws from `firstDraw` on.
 */
export function runLosses(
  targets: TargetChoice | undefined,
  {
    model,
    batch,
    losses,
  }: { readonly model: LoadedModel; readonly batch: AttackBatch; readonly losses: SteeringLosses },
  draws: { readonly firstDraw: number; readonly draws: number },
): RunLoss[] {
  if (targets === undefined) return [(positions) => losses.away(valuesAt(batch.labels, positions))];
  const ranked = rankedTargets(model, batch, draws);
  const { seed, images } = batch;
  const chosen = ranked.map((own, position) => chosenTargets(targets, own, { image: images[position]!, seed }));
  return Array.from({ length: targetRuns(targets, model.classes) }, (_, rank) => {
    const ofRank = chosen.map((own) => own[rank]!);
    return (positions) => losses.towards(valuesAt(batch.labels, positions), valuesAt(ofRank, positions));
  });
}
