import type { ResultResubmission, Results, ResultTries } from '../contract/result.js';
import { pairedDifference } from './pairedDifference.js';
import { chancesOfError, resubmission } from './resubmission.js';

/** The reported numbers of tries, up to the maximum. */
export function triesUpTo(most: number): number[] {
  const told = [1, 2, 5].flatMap((digit) => [1, 10, 100, 1000, 10_000].map((power) => digit * power));
  return [...told.filter((tries) => tries < most), most].sort((a, b) => a - b);
}

/**
 * The gain of an attacker who submits the same example up to `most` times to a stochastic model: for each stochastic model,
 * attack and point, the probability of at least one error for the clean images, for the examples, and the paired difference.
 * Attacks with known draws make a different example for each draw and have no rows.
 */
export function resubmissionRows(
  { attacks, models, curves }: Pick<Results, 'attacks' | 'models' | 'curves'>,
  most: number,
): ResultResubmission[] {
  const isResent = new Set(attacks.filter(({ knownDraws }) => knownDraws !== true).map(({ id }) => id));
  const isStochastic = new Set(models.filter(({ stochastic }) => stochastic).map(({ id }) => id));
  return curves.flatMap(({ model, attack, draws, clean, points }) => {
    if (!isStochastic.has(model) || !isResent.has(attack) || draws < most) return [];
    return points.map(({ outcomes }, point) => {
      return { model, attack, point, tries: triesOf({ clean: clean.outcomes, attacked: outcomes, draws }, most) };
    });
  });
}

interface Hits {
  readonly clean: readonly number[];
  readonly attacked: readonly number[];
  readonly draws: number;
}

function triesOf({ clean, attacked, draws }: Hits, most: number): ResultTries[] {
  const counts = triesUpTo(most);
  const ofClean = resubmission(clean, draws, counts);
  const ofAttacked = resubmission(attacked, draws, counts);
  return counts.map((tries, at) => {
    const without = chancesOfError(clean, draws, tries);
    const differences = chancesOfError(attacked, draws, tries).map((chance, image) => chance - without[image]!);
    const { mean, interval } = pairedDifference(differences);
    const rate = ({ success, interval: own }: (typeof ofClean)[number]) => ({ success, interval: own });
    return {
      tries,
      clean: rate(ofClean[at]!),
      attacked: rate(ofAttacked[at]!),
      difference: { success: mean, interval },
    };
  });
}
