import { type AutoattackSpec, autoattackMembers } from '../attackKinds/autoattack.js';
import type { MemberAttack } from '../attackKinds/memberKinds.js';
import type { Attack } from './attack.js';
import { ensemble } from './ensemble.js';

/** AutoAttack (Croce & Hein 2020): runs the ensemble of the preset. */
export const autoattack =
  (prepare: Attack<MemberAttack>): Attack<AutoattackSpec> =>
  (spec, model, batch) =>
    ensemble(prepare)(autoattackMembers(spec), model, batch);
