import type { AttackKind, SpecIn } from './attackKind.js';
import { basicKinds } from './basicKinds.js';
import { kindIn } from './pluggedKind.js';
import { transfer } from './transfer.js';

/** All attacks allowed in an ensemble. */
export const memberKinds = { ...basicKinds, transfer };

/** The settings of an attack in an ensemble. */
export type MemberAttack = SpecIn<typeof memberKinds>;

/** The description of a member's kind. */
export function memberKindOf<Spec extends MemberAttack>(spec: Spec): AttackKind<Spec> {
  return kindIn(memberKinds, spec) as unknown as AttackKind<Spec>;
}
