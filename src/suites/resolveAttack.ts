import type { AnySettings } from '../attackKinds/attackKind.js';
import { type AttackSettings, attackKinds, kindOf } from '../attackKinds/attackKinds.js';
import type { BasicAttack } from '../attackKinds/basicKinds.js';
import type { AttackSpec, Strength } from '../contract/suite.js';
import { severities as allSeverities } from '../perturbations/severity.js';
import type { WrittenAttack, WrittenSettings } from '../schemas/suiteSchema.js';
import { resolveEpsilon } from './resolveEpsilon.js';

/** Fills in the defaults of an attack's kind and converts fractions to numbers. */
export function resolveAttack({
  id,
  epsilons,
  snrDb,
  severities = allSeverities,
  snrReference = 'pixel',
  knownDraws = false,
  ...written
}: WrittenAttack): AttackSpec {
  const strength: Strength =
    epsilons === undefined
      ? snrDb === undefined
        ? { kind: 'severities', severities }
        : { kind: 'snrDb', snrDb, snrReference }
      : { kind: 'epsilons', epsilons: epsilons.map((epsilon) => resolveEpsilon(epsilon)!) };
  return { id, ...resolveSettings(written), strength, snrReference, ...(knownDraws ? { knownDraws } : {}) };
}

/** Fills in the defaults of an attack without inner attacks. */
export function resolveBasicAttack(written: WrittenSettings): BasicAttack {
  return resolveSettings(written) as BasicAttack;
}

/** The settings with every default, but without what has none, including those of inner attacks. */
function resolveSettings(written: AnySettings): AttackSettings {
  const { kind, ...given } = written as WrittenSettings;
  const { parameters, derived } = attackKinds[kind];
  const defaults = Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]);
  const known = { ...Object.fromEntries(defaults), ...given };
  const resolved = Object.keys(parameters)
    .map((name) => [name, known[name] ?? derived[name]?.value(known)] as const)
    .filter(([, value]) => value !== undefined);
  const settings = { ...Object.fromEntries(resolved), kind } as AttackSettings;
  return kindOf(settings).withHeld(settings, resolveSettings);
}
