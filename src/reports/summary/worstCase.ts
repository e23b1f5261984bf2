import { kindOf } from '../../attackKinds/attackKinds.js';
import type { Interval, ResultCurve, Results } from '../../contract/result.js';
import type { AttackSpec } from '../../contract/suite.js';
import { accuracyProportion } from '../../metrics/accuracyProportion.js';
import { haveSameImages } from '../../metrics/curveImages.js';
import { entersWorstCase } from '../../metrics/isAdversary.js';
import { pairedDifference } from '../../metrics/pairedDifference.js';
import { pointLabel } from '../../metrics/pointLabel.js';
import { relativeProportion } from '../../metrics/relativeProportion.js';
import { strengthAxis } from '../../metrics/strengthAxis.js';
import { strengthValues } from '../../metrics/strengthValues.js';
import { worstCase as worstHits } from '../../metrics/worstCase.js';
import type { Perturbation } from '../../perturbations/perturbations.js';
import { attackTitle } from '../describeAttack.js';
import { printable } from '../text/printable.js';
import { type Rate, rateOf } from '../text/rate.js';
import { axisText } from './worstTables.js';

/** Accuracy of each model under the worst attack for each image. */
export interface WorstCase {
  /** Titles of the attacks with comparable sweeps. */
  readonly attacks: readonly string[];
  /** The axis that their sweeps share; epsilons are of the same kind of perturbation. */
  readonly sweep: AttackSpec['strength']['kind'];
  /** The same in words, as in `WorstTable`. */
  readonly axis: string;
  readonly perturbation: Perturbation;
  readonly curves: readonly WorstCurve[];
}

export interface WorstCurve {
  /** Position of the model in the suite. */
  readonly model: number;
  readonly clean: Rate | null;
  readonly points: readonly WorstPoint[];
}

export interface WorstPoint {
  readonly label: string;
  /** Requested dB or epsilon. */
  readonly value: number;
  readonly accuracy: Rate | null;
  readonly relative: Rate | null;
  readonly drop: { readonly value: number; readonly interval: Interval };
}

/**
 * The worst case over the largest group of attacks that sweep the same axis, at their common strengths: for each image, the
 * fewest hits under any of them. Random noise, corruptions and attacks with known draws are left out. null if no attack was computed.
 */
export function worstCase(results: Results): WorstCase | null {
  const attacks = largestGroup(results.attacks.filter(entersWorstCase));
  const first = attacks[0];
  if (!first) return null;
  const values = strengthValues(first.strength).filter((value) =>
    attacks.every(({ strength }) => strengthValues(strength).includes(value)),
  );
  const curves = results.models.flatMap(({ id }, model) => {
    const sides = attacks.map((attack) =>
      results.curves.find((curve) => curve.model === id && curve.attack === attack.id),
    );
    return sides.every((side) => side !== undefined) ? worstCurve(model, { sides, attacks, values }) : [];
  });
  if (curves.length === 0) return null;
  return {
    attacks: attacks.map((attack) => printable(attackTitle(attack))),
    sweep: first.strength.kind,
    axis: axisText(strengthAxis(first)),
    perturbation: kindOf(first).perturbation(first),
    curves,
  };
}

/**
 * Attacks by the axis of their sweep; the first attack's group if several are equally large. A group shares at least two
 * strengths.
 */
function largestGroup(attacks: readonly AttackSpec[]): readonly AttackSpec[] {
  const groups = new Map<string, AttackSpec[]>();
  for (const attack of attacks) {
    const { axis, bound } = strengthAxis(attack);
    const key = `${axis} ${bound}`;
    const group = groups.get(key) ?? [];
    const shared = strengthValues(attack.strength).filter((value) =>
      group.every(({ strength }) => strengthValues(strength).includes(value)),
    );
    if (group.length === 0 || shared.length > 1) groups.set(key, [...group, attack]);
  }
  return [...groups.values()].reduce<AttackSpec[]>((most, group) => (group.length > most.length ? group : most), []);
}

function worstCurve(
  model: number,
  {
    sides,
    attacks,
    values,
  }: {
    readonly sides: readonly ResultCurve[];
    readonly attacks: readonly AttackSpec[];
    readonly values: readonly number[];
  },
): WorstCurve[] {
  if (!haveSameImages(sides)) return [];
  const { clean: unattacked, draws } = sides[0]!;
  const clean = unattacked.outcomes;
  const points = values.map((value): WorstPoint => {
    const at = attacks.map(({ strength }) => strengthValues(strength).indexOf(value));
    const fewest = worstHits(sides.map(({ points: all }, a) => all[at[a]!]!.outcomes));
    const { mean, interval } = pairedDifference(fewest.map((hits, image) => (clean[image]! - hits) / draws));
    return {
      label: pointLabel(attacks[0]!.strength, at[0]!),
      value,
      accuracy: rateOf(accuracyProportion(fewest, draws)),
      relative: rateOf(relativeProportion(clean, fewest, draws)),
      drop: { value: mean, interval },
    };
  });
  return [{ model, clean: rateOf(unattacked), points }];
}
