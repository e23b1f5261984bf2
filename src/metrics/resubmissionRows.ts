import type { ResultResubmission, Results, ResultTries } from '../contract/result.js';
import { pairedDifference } from './pairedDifference.js';
import { chancesOfError, resubmission } from './resubmission.js';

/** The numbers of tries that are told, up to the most that are asked for. */
export function triesUpTo(most: number): number[] {
  const told = [1, 2, 5].flatMap((digit) => [1, 10, 100, 1000, 10_000].map((power) => digit * power));
  return [...told.filter((tries) => tries < most), most].sort((a, b) => a - b);
}

/**
 * What an attacker gains who sends the same example up to `most` times to a model that draws at random: for each stochastic
 * model, attack and point the chance of at least one error, of the clean images, of the examples, and the difference image
 * by image. An attack that knows the draw makes an example for each and sends none twice: it has no rows.
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
