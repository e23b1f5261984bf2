import { runInNewContext } from 'node:vm';
import { UserError } from '../base/errors.js';

/** A model under an attack, by their ids. */
export interface ModelAttackPair {
  readonly model: string;
  readonly attack: string;
}

/**
 * All pairs of model and attack, models first, whose `model/attack` matches the regular expression `grep`; attacks that a
 * decomposition added only with its models. Throws `UserError` if the expression is invalid or matches none.
 */
export function selectPairs(
  models: readonly { readonly id: string }[],
  attacks: readonly { readonly id: string; readonly decomposes?: readonly string[] }[],
  grep?: string,
): ModelAttackPair[] {
  const pairs = models.flatMap(({ id: model }) =>
    attacks
      .filter(({ decomposes }) => decomposes === undefined || decomposes.includes(model))
      .map(({ id: attack }) => ({ model, attack })),
  );
  if (grep === undefined) return pairs;
  const matches = matchingNames(grep, pairs.map(pairName));
  const selected = pairs.filter((pair) => matches.has(pairName(pair)));
  if (selected.length > 0) return selected;
  throw new UserError({
    where: '--grep',
    expected: `a pattern that matches one of ${pairs.map(({ model, attack }) => `${model}/${attack}`).join(', ')}`,
    found: `${grep}, which matches none`,
    remedy: 'give part of a model/attack name, or remove the flag to run all',
  });
}

/**
 * The names that match the regular expression of --grep. Throws `UserError` if it is invalid or takes longer than a second
 * (catastrophic backtracking).
 */
export function matchingNames(grep: string, names: readonly string[]): ReadonlySet<string> {
  const context = { source: grep, names: [...names] };
  try {
    const code = 'const pattern = new RegExp(source); names.filter((name) => pattern.test(name))';
    return new Set(runInNewContext(code, context, { timeout: 1000 }) as string[]);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isSlow = code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    throw new UserError({
      where: '--grep',
      expected: 'a regular expression on model/attack',
      found: isSlow ? `${grep}, which takes more than a second` : `${grep} (${message})`,
      remedy: isSlow ? 'avoid nested repetition such as (a+)+' : 'put a backslash before literal ( ) [ ] * + ? .',
    });
  }
}

/** The text that --grep matches: `model/attack`. */
export function pairName({ model, attack }: ModelAttackPair): string {
  return `${model}/${attack}`;
}
