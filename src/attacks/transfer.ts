import type { BasicAttack } from '../attackKinds/basicKinds.js';
import type { TransferSpec } from '../attackKinds/transfer.js';
import { type TransferSource, transferSourceName } from '../attackKinds/transferSource.js';
import type { LoadedModel } from '../models/loadModel.js';
import type { Attack, AttackBatch } from './attack.js';
import { frozenModel } from './frozenModel.js';

/**
 * Examples of another attack, made on a source (Papernot et al. 2016): another model, or the attacked one with its random
 * draw frozen. `prepare` prepares that attack. Nothing is asked of the attacked model itself, and the attack goes on where the source is already fooled.
 */
export const transfer =
  (prepare: Attack<BasicAttack>): Attack<TransferSpec> =>
  ({ source, attack }, model, batch) =>
    prepare(attack, sourceModel(source, model, batch), forTransfer(batch));

/** Without the memo, which does not tell a frozen model from the model itself. */
function forTransfer({ memo: _, ...batch }: AttackBatch): AttackBatch {
  return { ...batch, forTransfer: true };
}

function sourceModel(source: TransferSource, model: LoadedModel, { sources }: AttackBatch): LoadedModel {
  const name = transferSourceName(source);
  if (name === null) return frozenModel(model, { draw: (source as { readonly frozenDraw: number }).frozenDraw });
  const found = sources?.get(name);
  if (found === undefined) throw new Error(`the source ${name} of a transfer attack was not loaded`);
  return found;
}
