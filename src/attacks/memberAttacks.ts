import type { MemberAttack } from '../contract/suite.js';
import type { LoadedModel } from '../models/loadModel.js';
import type { AttackBatch, PreparedAttack } from './attack.js';
import { prepareBasicAttack } from './basicAttacks.js';
import { transfer } from './transfer.js';

/** Prepares an attack that an ensemble can hold. */
export function prepareMember(spec: MemberAttack, model: LoadedModel, batch: AttackBatch): PreparedAttack {
  return spec.kind === 'transfer' ? transfer(spec, model, batch) : prepareBasicAttack(spec, model, batch);
}
