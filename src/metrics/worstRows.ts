import type { Results, ResultWorst } from '../contract/result.js';
import type { AttackSpec } from '../contract/suite.js';
import { accuracyProportion } from './accuracyProportion.js';
import { haveSameImages } from './curveImages.js';
import { entersWorstCase } from './isAdversary.js';
import { relativeProportion } from './relativeProportion.js';
import { strengthAxis } from './strengthAxis.js';
import { strengthValues } from './strengthValues.js';
import { worstCase } from './worstCase.js';

/** The inputs of worst cases. */
export type WorstInput = Pick<Results, 'attacks' | 'models' | 'curves'>;

/** The points of several attacks with the same strength on the same axis. */
interface Meeting {
  readonly axis: Pick<ResultWorst, 'axis' | 'bound' | 'value'>;
  readonly sides: { readonly attack: AttackSpec; readonly point: number }[];
}

/**
 * The worst case per image over all attacks of a suite (RobustBench's robust accuracy): one row for each model and each strength
 * that at least two attacks of one axis share, models first, then in suite order. Excluded are random noise, corruptions, attacks
 * with known draws, and attacks over other images than the first.
 */
export function worstRows({ attacks, models, curves }: WorstInput): ResultWorst[] {
  const meetings = meetingsOf(attacks.filter(entersWorstCase));
  return models.flatMap(({ id }) => {
    const own = new Map(curves.filter(({ model }) => model === id).map((curve) => [curve.attack, curve]));
    return meetings.flatMap(({ axis, sides }): ResultWorst[] => {
      const met = sides.flatMap(({ attack, point }) => {
        const curve = own.get(attack.id);
        return curve === undefined ? [] : [{ curve, point }];
      });
      const alike = met.filter(({ curve }) => haveSameImages([curve, met[0]!.curve]));
      if (alike.length < 2) return [];
      const { clean, draws } = alike[0]!.curve;
      const fewest = worstCase(alike.map(({ curve, point }) => curve.points[point]!.outcomes));
      return [
        {
          model: id,
          attacks: alike.map(({ curve }) => curve.attack),
          ...axis,
          ...accuracyProportion(fewest, draws),
          relative: relativeProportion(clean.outcomes, fewest, draws),
        },
      ];
    });
  });
}

function meetingsOf(attacks: readonly AttackSpec[]): Meeting[] {
  const meetings = new Map<string, Meeting>();
  for (const attack of attacks) {
    const { axis, bound } = strengthAxis(attack);
    for (const [point, value] of strengthValues(attack.strength).entries()) {
      const key = `${axis} ${bound} ${value}`;
      const meeting = meetings.get(key) ?? { axis: { axis, bound, value }, sides: [] };
      meeting.sides.push({ attack, point });
      meetings.set(key, meeting);
    }
  }
  return [...meetings.values()].filter(({ sides }) => sides.length > 1);
}
