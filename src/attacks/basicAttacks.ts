import type { BasicAttack } from '../contract/suite.js';
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

/** Every attack that stands for itself, under its `kind` in suites. */
const basicAttacks: { readonly [Kind in BasicAttack['kind']]: Attack<Extract<BasicAttack, { kind: Kind }>> } = {
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

/** Prepares an attack that holds no other. */
export function prepareBasicAttack(spec: BasicAttack, model: LoadedModel, batch: AttackBatch): PreparedAttack {
  const attack = basicAttacks[spec.kind] as Attack<BasicAttack>;
  return attack(spec, model, batch);
}
