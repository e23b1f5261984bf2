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
import { sigmaZero } from './sigmaZero.js';
import { square } from './square.js';

/**
 * Every attack that holds no other, in the order in which help and docs list them. The other half of each stands in the
 * table of src/attacks/attacks.ts, which does not compile without it.
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

/** The settings of an attack that holds no other. */
export type BasicAttack = SpecIn<typeof basicKinds>;

/** What the desk knows of a basic attack's kind. */
export function basicKindOf<Spec extends BasicAttack>({ kind }: Spec): AttackKind<Spec> {
  return basicKinds[kind] as unknown as AttackKind<Spec>;
}
