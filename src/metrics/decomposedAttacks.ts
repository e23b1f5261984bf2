import { kindOf } from '../attackKinds/attackKinds.js';
import { canonicalJson } from '../base/stableHash.js';
import type { AttackSpec } from '../contract/suite.js';
import { galleryPoint } from './galleryPoint.js';
import { strengthValues } from './strengthValues.js';

/** An attack and the point of its sweep that a decomposition reads. */
export interface AttackAtPoint {
  readonly attack: AttackSpec;
  /** Index into the sweep. */
  readonly point: number;
}

/** A gradient attack, and the same attack with known draws and with other numbers of averaged draws. */
export interface DecomposedAttack extends AttackAtPoint {
  /** The SNR in dB or the epsilon at the point. */
  readonly value: number;
  readonly known: AttackAtPoint | null;
  /** The attack under fresh draws, by descending `eot`; contains the attack itself. */
  readonly fresh: readonly (AttackAtPoint & { readonly eot: number })[];
}

/**
 * The gradient attacks of a suite under which a gain can be decomposed, in suite order, each at the point nearest to the reference
 * SNR, else in the middle of its sweep. Attacks that differ only in `eot`, `knownDraws`, names and other points belong together.
 */
export function decomposedAttacks(attacks: readonly AttackSpec[], snrDb: number | undefined): DecomposedAttack[] {
  const families = new Map<string, DecomposedAttack>();
  for (const attack of attacks.filter(isDecomposable)) {
    const point = galleryPoint(attack.strength, snrDb);
    const value = strengthValues(attack.strength)[point]!;
    const key = `${attackFamily(attack)} ${value}`;
    if (!families.has(key)) families.set(key, { attack, point, value, ...relatives(attacks, attack, value) });
  }
  return [...families.values()];
}

/** Whether the attack takes gradients that may be averaged over draws. */
function isDecomposable(attack: AttackSpec): boolean {
  const { usesGradients, isOneStep, isIterative } = kindOf(attack);
  const isOwn = attack.decomposes === undefined && attack.knownDraws !== true;
  return isOwn && 'eot' in attack && usesGradients && (isOneStep || isIterative);
}

function relatives(attacks: readonly AttackSpec[], of: AttackSpec, value: number) {
  const family = attackFamily(of);
  const members = attacks.flatMap((attack) => {
    const point = strengthValues(attack.strength).indexOf(value);
    return point >= 0 && attackFamily(attack) === family ? [{ attack, point }] : [];
  });
  const fresh = members
    .filter(({ attack }) => attack.knownDraws !== true)
    .map((member) => ({ ...member, eot: (member.attack as { readonly eot: number }).eot }));
  const byEot = new Map(fresh.toReversed().map((member) => [member.eot, member]));
  return {
    known: members.find(({ attack }) => attack.knownDraws === true) ?? null,
    fresh: [...byEot.values()].sort((a, b) => b.eot - a.eot),
  };
}

/** What attacks share that differ only in draws, names and points. */
export function attackFamily({
  id: _id,
  strength,
  knownDraws: _known,
  decomposes: _models,
  ...settings
}: AttackSpec): string {
  return canonicalJson({ ...settings, eot: undefined, axis: strength.kind });
}
