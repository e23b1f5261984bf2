import { apgd } from './apgd.js';
import type { AttackKind, SpecIn } from './attackKind.js';
import { bim } from './bim.js';
import { cw } from './cw.js';
import { ddn } from './ddn.js';
import { deepfool } from './deepfool.js';
import { fab } from './fab.js';
import { fgsm } from './fgsm.js';
import { fmn } from './fmn.js';
import { mifgsm } from './mifgsm.js';
import { noise } from './noise.js';
import { pgd } from './pgd.js';
import { kindIn } from './pluggedKind.js';
import { sigmaZero } from './sigmaZero.js';
import { square } from './square.js';

/**
 * All attacks without inner attacks, in the order of help and docs. The implementation of each is in the table of
 * src/attacks/attacks.ts, which does not compile without it.
 */
export const basicKinds = {
  fgsm,
  noise,
  bim,
  pgd,
  mifgsm,
  apgd,
  square,
  deepfool,
  cw,
  fmn,
  fab,
  ddn,
  'sigma-zero': sigmaZero,
};

/** The settings of an attack without inner attacks. */
export type BasicAttack = SpecIn<typeof basicKinds>;

/** The description of a basic attack's kind. */
export function basicKindOf<Spec extends BasicAttack>(spec: Spec): AttackKind<Spec> {
  return kindIn(basicKinds, spec) as unknown as AttackKind<Spec>;
}
