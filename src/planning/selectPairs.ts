import { UserError } from '../base/errors.js';

/** A model under an attack, by their ids. */
export interface ModelAttackPair {
  readonly model: string;
  readonly attack: string;
}

/**
 * All pairs of model and attack, models first, whose `model/attack` the regular expression `grep` finds. Throws `UserError`
 * if it is no regular expression or finds none.
 */
export function selectPairs(
  models: readonly { readonly id: string }[],
  attacks: readonly { readonly id: string }[],
  grep?: string,
): ModelAttackPair[] {
  const pairs = models.flatMap((model) => attacks.map((attack) => ({ model: model.id, attack: attack.id })));
  if (grep === undefined) return pairs;
  const pattern = compilePattern(grep);
  const selected = pairs.filter(({ model, attack }) => pattern.test(`${model}/${attack}`));
  if (selected.length > 0) return selected;
  throw new UserError({
    where: '--grep',
    expected: `a pattern that fits one of ${pairs.map(({ model, attack }) => `${model}/${attack}`).join(', ')}`,
    found: `${grep}, which fits none`,
    remedy: 'give part of a model/attack name, or leave the flag out to run all',
  });
}

/** The regular expression of --grep. Throws `UserError` where it is none. */
export function compilePattern(grep: string): RegExp {
  try {
    return new RegExp(grep);
  } catch (error) {
    throw new UserError({
      where: '--grep',
      expected: 'a regular expression on model/attack',
      found: `${grep} (${(error as Error).message})`,
      remedy: 'put a backslash before ( ) [ ] * + ? . that are meant as they stand',
    });
  }
}
