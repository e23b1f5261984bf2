import { fileURLToPath } from 'node:url';
import { UserError } from '../../src/base/errors.js';
import type { Suite } from '../../src/contract/suite.js';
import { parseSuite } from '../../src/suites/parseSuite.js';

/** Suites in `suites/` beside this file, each with one deterministic model and attacks that the libraries also have. */
export const suiteNames = ['mnist', 'cifar10'] as const;

/** Reads suites, restricted to the given attacks. Throws `UserError` for an attack that none of them contains. */
export function agreementSuites(names: readonly string[], attacks: readonly string[] | undefined): Suite[] {
  const suites = names.map((name) => parseSuite(fileURLToPath(new URL(`./suites/${name}.json`, import.meta.url))));
  if (attacks === undefined) return suites;
  const known = new Set(suites.flatMap((suite) => suite.attacks.map(({ id }) => id)));
  const unknown = attacks.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new UserError({
      where: '--attacks',
      expected: `some of ${[...known].join(', ')}`,
      found: unknown.join(', '),
    });
  }
  return suites.map((suite) => ({ ...suite, attacks: suite.attacks.filter(({ id }) => attacks.includes(id)) }));
}
