import type { AnySettings } from '../attackKinds/attackKind.js';
import { type AttackSettings, attackKinds, kindOf } from '../attackKinds/attackKinds.js';
import type { BasicAttack } from '../attackKinds/basicKinds.js';
import type { AttackSpec, SnrReference, Strength } from '../contract/suite.js';
import { resolveEpsilon } from './resolveEpsilon.js';

/** An epsilon as suites write it: a number or a fraction such as "8/255". */
export type WrittenEpsilon = number | string;

/** The name and the sweep of an attack as it is written. */
interface WrittenSweep {
  readonly id: string;
  readonly epsilons?: readonly WrittenEpsilon[];
  readonly snrDb?: readonly number[];
  readonly snrReference?: SnrReference;
  readonly knownDraws?: boolean;
}

/** The settings of an attack as they are written, after the schema has accepted them: any parameter with a default may be missing. */
export type WrittenSettings = { readonly kind: AttackSettings['kind'] } & Readonly<Record<string, unknown>>;

/** An attack of a suite as it is written, after the schema has accepted it. */
export type WrittenAttack = WrittenSweep & WrittenSettings;

/** Fills in an attack's defaults, which its kind states, and turns fractions into numbers. */
export function resolveAttack({
  id,
  epsilons,
  snrDb,
  snrReference = 'pixel',
  knownDraws = false,
  ...written
}: WrittenAttack): AttackSpec {
  const strength: Strength =
    epsilons === undefined
      ? { kind: 'snrDb', snrDb: snrDb!, snrReference }
      : { kind: 'epsilons', epsilons: epsilons.map((epsilon) => resolveEpsilon(epsilon)!) };
  return { id, ...resolveSettings(written), strength, snrReference, ...(knownDraws ? { knownDraws } : {}) };
}

/** Fills in the defaults of an attack that holds no other. */
export function resolveBasicAttack(written: WrittenSettings): BasicAttack {
  return resolveSettings(written) as BasicAttack;
}

/** The settings with every default, those of attacks within too. */
function resolveSettings(written: AnySettings): AttackSettings {
  const { kind, ...given } = written as WrittenSettings;
  const { parameters, derived } = attackKinds[kind];
  const defaults = Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]);
  const known = { ...Object.fromEntries(defaults), ...given };
  const resolved = Object.keys(parameters).map((name) => [name, known[name] ?? derived[name]?.value(known)]);
  const settings = { ...Object.fromEntries(resolved), kind } as AttackSettings;
  return kindOf(settings).withHeld(settings, resolveSettings);
}
