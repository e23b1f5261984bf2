import type { JsonFault, JsonPath } from '../base/jsonDocument.js';
import { snrRange } from '../schemas/units.js';
import { entriesOf, objectOf, type RawObject } from './rawSuite.js';
import { resolveEpsilon } from './resolveEpsilon.js';

/** How many strengths a message lists. */
const mostListed = 12;

/**
 * Checks that the points of reference and assertions are computed: accuracies only at strengths that an attack asks for, gaps only
 * between the least and the greatest SNR. Where an epsilon sweep may be read, the SNRs that it reaches are not known beforehand.
 */
export function checkReach(suite: RawObject): JsonFault[] {
  const attacks = entriesOf(suite, 'attacks').map(({ value }) => objectOf(value));
  const { snrDb } = objectOf(suite.reference);
  return [
    ...checkInside(snrDb, ['reference', 'snrDb'], attacks),
    ...entriesOf(suite, 'assertions').flatMap(({ value, path }) => {
      const { metric, select: written } = objectOf(value);
      const select = objectOf(written);
      const meant = attacks.filter(({ id }) => select.attack === undefined || id === select.attack);
      const at = (key: string): JsonPath => [...path, 'select', key];
      if (metric === 'gap' || metric === 'gapReduction') return checkInside(select.snrDb, at('snrDb'), meant);
      return [
        ...checkAsked({ of: 'snrDb', value: asSnr(select.snrDb) }, at('snrDb'), meant),
        ...checkAsked({ of: 'epsilons', value: asEpsilon(select.epsilon) }, at('epsilon'), meant),
      ];
    }),
  ];
}

/** An SNR that gaps are read at, between those of a sweep. */
function checkInside(written: unknown, path: JsonPath, attacks: readonly RawObject[]): JsonFault[] {
  const snrDb = asSnr(written);
  const sweeps = attacks.map((attack) => strengthsOf(attack, 'snrDb')).filter((sweep) => sweep.length > 0);
  const mayBeReached = attacks.some(({ epsilons }) => epsilons !== undefined);
  if (snrDb === null || sweeps.length === 0 || mayBeReached) return [];
  const isInside = (sweep: readonly number[]) => Math.min(...sweep) <= snrDb && snrDb <= Math.max(...sweep);
  if (sweeps.some(isInside)) return [];
  const expected = `an SNR within a sweep in ${named(attacks)}: ${listed(sweeps.flat())}`;
  return [{ path, expected, found: String(snrDb), remedy: `add ${snrDb} to the attack's snrDb` }];
}

interface Asked {
  readonly of: 'snrDb' | 'epsilons';
  readonly value: number | null;
}

/** A strength that accuracies are read at, which must be one of a sweep. */
function checkAsked({ of, value }: Asked, path: JsonPath, attacks: readonly RawObject[]): JsonFault[] {
  const asked = attacks.flatMap((attack) => strengthsOf(attack, of));
  if (value === null || attacks.length === 0 || asked.includes(value)) return [];
  if (of === 'epsilons' && value > 1 && asked.every((epsilon) => epsilon <= 1)) return []; // told by the check of ranges
  const expected =
    asked.length === 0
      ? `a strength of ${named(attacks)}, which ${attacks.length === 1 ? 'has' : 'have'} no ${of}`
      : `one of the ${of} in ${named(attacks)}: ${listed(asked)}`;
  return [{ path, expected, found: String(value), remedy: `add it to the attack's ${of}, or select a point it has` }];
}

function named(attacks: readonly RawObject[]): string {
  return attacks.length === 1 ? `attack '${attacks[0]!.id}'` : 'the attacks';
}

function strengthsOf(attack: RawObject, of: Asked['of']): number[] {
  const read = of === 'snrDb' ? asSnr : asEpsilon;
  return entriesOf(attack, of).flatMap(({ value }) => read(value) ?? []);
}

function listed(values: readonly number[]): string {
  const sorted = [...new Set(values)].sort((a, b) => b - a);
  const shown = sorted.slice(0, mostListed).map((value) => Number(value.toPrecision(6)));
  return sorted.length > mostListed ? `${shown.join(', ')}, ...` : shown.join(', ');
}

/** Null for what the schema refuses. */
function asSnr(value: unknown): number | null {
  return typeof value === 'number' && value >= snrRange.least && value <= snrRange.most ? value : null;
}

/** Numbers and fractions; null for what other checks refuse. */
function asEpsilon(value: unknown): number | null {
  const epsilon = resolveEpsilon(value);
  return epsilon !== null && epsilon >= 0 ? epsilon : null;
}
