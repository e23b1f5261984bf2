import { type ApgdSpec, maltClasses } from '../attackKinds/apgd.js';
import type { LoadedModel } from '../models/loadModel.js';
import { apgdGeometries } from './apgdGeometry.js';
import type { AttackBatch } from './attack.js';
import { imageValues } from './imageValues.js';
import { logitDifference } from './losses/logitDifference.js';
import { queryGradient } from './queryLoss.js';

/** Where the classes are ranked: on draws from `firstDraw` on, `eot` for each class. */
interface Place {
  readonly model: LoadedModel;
  readonly batch: AttackBatch;
  readonly firstDraw: number;
}

/**
 * The order of MALT (Melamed et al. 2024): the classes k of each image by descending (z_k - z_y) / |gradient of z_k - z_y|, in the
 * dual norm of the attack's ball, so that the boundary of the linearised network comes first that is nearest. `ranked` has each
 * image's classes by logit; the first 100 of them are ordered, the others follow. A class whose gradient is zero is behind those.
 */
export function maltTargets(
  ranked: readonly (readonly number[])[],
  { norm, eot }: Pick<ApgdSpec, 'norm' | 'eot'>,
  { model, batch, firstDraw }: Place,
): number[][] {
  const dimensions = batch.pixels.size / batch.images.length;
  const scores = ranked.map(() => new Map<number, number>());
  for (let rank = 0; rank < maltClasses(model.classes); rank++) {
    const targets = Int32Array.from(ranked, (own) => own[rank]!);
    const { losses, gradient } = queryGradient(model, batch, {
      points: batch.pixels,
      loss: logitDifference(batch.labels, targets),
      firstDraw: firstDraw + rank * eot,
      draws: eot,
    });
    for (const [position, own] of scores.entries()) {
      const size = apgdGeometries[norm].dualNorm(imageValues(gradient, position, dimensions));
      own.set(targets[position]!, size === 0 ? Number.NEGATIVE_INFINITY : losses[position]! / size);
    }
  }
  return ranked.map((classes, position) => {
    const own = scores[position]!;
    const scored = classes.filter((index) => own.has(index));
    const rest = classes.filter((index) => !own.has(index));
    return [...scored.sort((a, b) => (own.get(a) === own.get(b) ? 0 : own.get(b)! - own.get(a)!)), ...rest];
  });
}
