import { type ApgdSpec, targetedClasses } from '../attackKinds/apgd.js';
import type { LoadedModel } from '../models/loadModel.js';
import type { AttackBatch } from './attack.js';
import { chosenTargets } from './chosenTargets.js';
import { crossEntropy } from './losses/crossEntropy.js';
import type { LogitLoss } from './losses/logitLoss.js';
import { logitsRatio, targetedLogitsRatio } from './losses/logitsRatio.js';
import { margin } from './losses/margin.js';
import { rankedTargets } from './rankedTargets.js';

/** The loss of the images at the given positions of the whole batch. */
export type RunLoss = (positions: readonly number[]) => LogitLoss;

/** The losses of a restart's runs: one, or one per target. */
export function apgdLosses(spec: ApgdSpec, model: LoadedModel, batch: AttackBatch): RunLoss[] {
  const labelsOf = (positions: readonly number[]) => Int32Array.from(positions, (position) => batch.labels[position]!);
  if (spec.loss === 'ce') return [(positions) => crossEntropy(labelsOf(positions))];
  if (spec.loss === 'cw') return [(positions) => margin(labelsOf(positions))];
  if (spec.loss === 'dlr') return [(positions) => logitsRatio(labelsOf(positions))];
  const targets = spec.targets === 'all' ? targetedClasses(model.classes) : 1;
  const firstDraw = (spec.restarts * targets * (spec.steps + 1) + 1) * spec.eot; // after those of the selection
  const ranked = rankedTargets(model, batch, { firstDraw, draws: spec.eot });
  const others = ranked.map((own, position) =>
    chosenTargets(spec.targets, own, { image: batch.images[position]!, seed: batch.seed }),
  );
  return Array.from({ length: targets }, (_, rank) => (positions) => {
    const targetsOf = Int32Array.from(positions, (position) => others[position]![rank]!);
    return targetedLogitsRatio(labelsOf(positions), targetsOf);
  });
}
