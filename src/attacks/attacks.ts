import type { AttackSpec } from '../contract/suite.js';
import type { LoadedModel } from '../models/loadModel.js';
import type { Attack, AttackBatch, PreparedAttack } from './attack.js';
import { fgsm } from './fgsm.js';

/** Every attack under its `kind` in suites. */
const attacks = { fgsm } satisfies { [Kind in AttackSpec['kind']]: Attack<Extract<AttackSpec, { kind: Kind }>> };

/** Prepares the attack that a suite asks for. */
export function prepareAttack(spec: AttackSpec, model: LoadedModel, batch: AttackBatch): PreparedAttack {
  return attacks[spec.kind](spec, model, batch);
}
