import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import { type AttackBatch, endsWhenFooled, type PreparedAttack } from './attack.js';
import { type Selection, selectStrongest } from './selectStrongest.js';

/** An attack of several runs, whose strongest point `selectStrongest` chooses for each image. Frees what a run holds if the model throws. */
export function strongestOfRuns(
  model: LoadedModel,
  batch: AttackBatch,
  runs: Omit<Selection, 'endsWhenFooled'>,
): PreparedAttack {
  const selection = { ...runs, endsWhenFooled: endsWhenFooled(model, batch) };
  return {
    perturb: (radii) =>
      tf.tidy(() => tf.tensor4d(selectStrongest(model, { batch, radii }, selection), batch.pixels.shape)),
    dispose: () => {},
  };
}
