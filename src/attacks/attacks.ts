import type { AttackSettings } from '../contract/suite.js';
import type { LoadedModel } from '../models/loadModel.js';
import type { AttackBatch, PreparedAttack } from './attack.js';
import { ensemble } from './ensemble.js';
import { prepareMember } from './memberAttacks.js';

/** Prepares the attack that a suite asks for. */
export function prepareAttack(spec: AttackSettings, model: LoadedModel, batch: AttackBatch): PreparedAttack {
  return spec.kind === 'ensemble' ? ensemble(spec, model, batch) : prepareMember(spec, model, batch);
}
