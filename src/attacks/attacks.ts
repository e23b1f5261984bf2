import type { AttackSpec } from '../contract/suite.js';
import type { LoadedModel } from '../models/loadModel.js';
import { apgd } from './apgd.js';
import type { Attack, AttackBatch, PreparedAttack } from './attack.js';
import { bim } from './bim.js';
import { cw } from './cw.js';
import { deepfool } from './deepfool.js';
import { fgsm } from './fgsm.js';
import { mifgsm } from './mifgsm.js';
import { noise } from './noise.js';
import { pgd } from './pgd.js';
import { square } from './square.js';

/** Every attack under its `kind` in suites. */
const attacks: { readonly [Kind in AttackSpec['kind']]: Attack<Extract<AttackSpec, { kind: Kind }>> } = {
  apgd,
  bim,
  cw,
  deepfool,
  fgsm,
  mifgsm,
  noise,
  pgd,
  square,
};

/** Prepares the attack that a suite asks for. */
export function prepareAttack(spec: AttackSpec, model: LoadedModel, batch: AttackBatch): PreparedAttack {
  const attack = attacks[spec.kind] as Attack<AttackSpec>;
  return attack(spec, model, batch);
}
