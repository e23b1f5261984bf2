import type { BasicAttack } from '../attackKinds/basicKinds.js';
import { resolveSettings } from '../attackKinds/resolveSettings.js';
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
