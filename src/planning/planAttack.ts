import type { AttackSettings, AttackSpec, BasicAttack, MemberAttack } from '../contract/suite.js';
import { transferSourceName } from '../contract/transferSources.js';

/** Facts about the models of a run, by id or, for sources of transfer attacks named so, by path. */
export interface PlannedModels {
  readonly stochastic: (model: string) => boolean;
  readonly sha256: (model: string) => string;
}

/**
 * An attack as it is run on a model: what asks a deterministic one takes one draw, whatever stands in the suite, and a
 * frozen draw of one is no transfer but the attack itself.
 */
export function planAttack({ id, strength, snrReference, ...asked }: AttackSpec, model: string, models: PlannedModels) {
  const stochastic = models.stochastic(model);
  const settings: AttackSettings =
    asked.kind === 'ensemble'
      ? {
          ...withEot(asked, stochastic),
          attacks: asked.attacks.map((member) => planMember(member, { model, models })),
        }
      : planMember(asked, { model, models });
  return { id, ...settings, strength, snrReference } satisfies AttackSpec;
}

function planMember(
  member: MemberAttack,
  { model, models }: { readonly model: string; readonly models: PlannedModels },
): MemberAttack {
  if (member.kind !== 'transfer') return withEot(member, models.stochastic(model));
  const source = transferSourceName(member.source);
  if (source !== null) return { ...member, attack: withEot(member.attack, models.stochastic(source)) };
  const attack = withEot(member.attack, false);
  return models.stochastic(model) ? { ...member, attack } : attack;
}

function withEot<Attack extends BasicAttack | AttackSettings>(attack: Attack, stochastic: boolean): Attack {
  return stochastic || !('eot' in attack) ? attack : { ...attack, eot: 1 };
}

/** What stands for an attack in the keys of its cells: without its name, with the hashes of its sources for theirs. */
export function attackDefinition({ id: _, ...attack }: AttackSpec, models: PlannedModels): unknown {
  const member = (own: MemberAttack) => {
    const source = own.kind === 'transfer' ? transferSourceName(own.source) : null;
    return source === null ? own : { ...own, source: { sha256: models.sha256(source) } };
  };
  if (attack.kind === 'ensemble') return { ...attack, attacks: attack.attacks.map(member) };
  return attack.kind === 'transfer' ? member(attack) : attack;
}
