import { type ApgdSpec, apgdGradients } from '../attackKinds/apgd.js';
import { targetRuns } from '../attackKinds/parameters.js';
import type { LoadedModel } from '../models/loadModel.js';
import type { AttackBatch } from './attack.js';
import { chosenTargets } from './chosenTargets.js';
import { crossEntropy } from './losses/crossEntropy.js';
import { logitsRatio, targetedLogitsRatio } from './losses/logitsRatio.js';
import { margin } from './losses/margin.js';
import { maltTargets } from './maltTargets.js';
import { rankedTargets } from './rankedTargets.js';
import { type RunLoss, valuesAt } from './runLosses.js';

/** The losses of a restart's runs: one, or one per target. */
export function apgdLosses(spec: ApgdSpec, model: LoadedModel, batch: AttackBatch): RunLoss[] {
  const labelsOf = (positions: readonly number[]) => valuesAt(batch.labels, positions);
  if (spec.loss === 'ce') return [(positions) => crossEntropy(labelsOf(positions))];
  if (spec.loss === 'cw') return [(positions) => margin(labelsOf(positions))];
  if (spec.loss === 'dlr') return [(positions) => logitsRatio(labelsOf(positions))];
  const runs = targetRuns(spec.targets, model.classes);
  const firstDraw = (spec.restarts * runs * apgdGradients(spec) + 1) * spec.eot; // after those of the selection
  const ranked = rankedTargets(model, batch, { firstDraw, draws: spec.eot });
  const ordered =
    spec.targetOrder === 'malt' ? maltTargets(ranked, spec, { model, batch, firstDraw: firstDraw + spec.eot }) : ranked;
  const others = ordered.map((own, position) =>
    chosenTargets(spec.targets, own, { image: batch.images[position]!, seed: batch.seed }),
  );
  return Array.from({ length: runs }, (_, rank) => {
    const targets = others.map((own) => own[rank]!);
    return (positions) => targetedLogitsRatio(labelsOf(positions), valuesAt(targets, positions));
  });
}
