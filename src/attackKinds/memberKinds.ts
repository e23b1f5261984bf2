import type { AttackKind, SpecIn } from './attackKind.js';
import { basicKinds } from './basicKinds.js';
import { transfer } from './transfer.js';

/** Every attack that an ensemble can hold. */
export const memberKinds = { ...basicKinds, transfer };

/** The settings of an attack that an ensemble can hold. */
export type MemberAttack = SpecIn<typeof memberKinds>;

/** What the desk knows of a member's kind. */
export function memberKindOf<Spec extends MemberAttack>({ kind }: Spec): AttackKind<Spec> {
  return memberKinds[kind] as unknown as AttackKind<Spec>;
}
