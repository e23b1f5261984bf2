import { kindOf } from '../attackKinds/attackKinds.js';
import { UserError } from '../base/errors.js';
import type { Suite } from '../contract/suite.js';

/** Throws `UserError` for an attack whose loss needs more classes than the data set has. */
export function checkClasses({ file, attacks }: Pick<Suite, 'file' | 'attacks'>, classes: number): void {
  for (const attack of attacks) {
    const least = kindOf(attack).leastClasses(attack);
    if (classes >= least) continue;
    throw new UserError({
      where: `${file}, attack ${attack.id}`,
      expected: `a data set of at least ${least} classes for this attack`,
      found: `one of ${classes}`,
      remedy: 'remove the attack, or choose settings that need fewer classes',
    });
  }
}
