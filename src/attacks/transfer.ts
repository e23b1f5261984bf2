import type { BasicAttack } from '../attackKinds/basicKinds.js';
import type { TransferSpec } from '../attackKinds/transfer.js';
import { type TransferSource, transferSourceName } from '../attackKinds/transferSource.js';
import type { LoadedModel } from '../models/loadModel.js';
import type { Attack, AttackBatch } from './attack.js';
import { frozenModel } from './frozenModel.js';

/**
 * Examples of another attack, made on a source (Papernot et al. 2016): another model, or the attacked model with its draw frozen.
 * `prepare` prepares that attack. The attacked model is never queried, and the attack continues after the source is fooled.
 */
export const transfer =
  (prepare: Attack<BasicAttack>): Attack<TransferSpec> =>
  ({ source, attack }, model, batch) =>
    prepare(attack, sourceModel(source, model, batch), forTransfer(batch));

/** Without the cache, which does not distinguish a frozen model from the original. */
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
