import type { AttackSettings } from '../attackKinds/attackKinds.js';
import type { LoadedModel } from '../models/loadModel.js';
import { apgd } from './apgd.js';
import type { Attack, AttackBatch, PreparedAttack } from './attack.js';
import { autoattack } from './autoattack.js';
import { bim } from './bim.js';
import { corruption } from './corruption.js';
import { cw } from './cw.js';
import { deepfool } from './deepfool.js';
import { ensemble } from './ensemble.js';
import { fgsm } from './fgsm.js';
import { mifgsm } from './mifgsm.js';
import { ddn } from './nearest/ddn.js';
import { fab } from './nearest/fab.js';
import { fmn } from './nearest/fmn.js';
import { nearestAttack } from './nearest/nearestAttack.js';
import { sigmaZero } from './nearest/sigmaZero.js';
import { noise } from './noise.js';
import { pgd } from './pgd.js';
import { isPlugged, pluggedAttack } from './pluggedAttacks.js';
import { smoothing } from './smoothing.js';
import { square } from './square.js';
import { transfer } from './transfer.js';

/** The implementation of every kind of attack; does not compile if one of src/attackKinds/ is missing. */
const attacks = {
  apgd,
  bim,
  corruption,
  cw,
  ddn: nearestAttack(ddn),
  deepfool,
  fab: nearestAttack(fab),
  fgsm,
  fmn: nearestAttack(fmn),
  mifgsm,
  noise,
  pgd,
  'sigma-zero': nearestAttack(sigmaZero),
  smoothing,
  square,
  transfer: transfer(prepareAttack),
  ensemble: ensemble(prepareAttack),
  autoattack: autoattack(prepareAttack),
} satisfies { readonly [Kind in AttackSettings['kind']]: Attack<Extract<AttackSettings, { readonly kind: Kind }>> };

/** Prepares an attack of a suite: one of the table, or one that a plug-in has added. */
export function prepareAttack(spec: AttackSettings, model: LoadedModel, batch: AttackBatch): PreparedAttack {
  if (isPlugged(spec)) return pluggedAttack(spec, model, batch);
  return (attacks[spec.kind] as Attack<AttackSettings>)(spec, model, batch);
}
